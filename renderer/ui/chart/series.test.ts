import { describe, expect, it } from 'vitest';
import { rate } from '../formats/units.ts';
import { type ChartModel, chartCsv, drawOrder, plotted } from './series.ts';

const model: ChartModel = {
  label: 'Traffic',
  unit: 'bps',
  format: rate,
  series: [
    { id: 'down', label: 'Download', colour: 'down', kind: 'bars' },
    { id: 'up', label: 'Upload, "all"', colour: 'up', kind: 'bars', stackedOn: 'down' },
    { id: 'mirror', label: 'Below', colour: 'up', kind: 'area', mirrored: true },
  ],
};
const data = {
  timesMs: [0, 1000, 2000],
  values: [
    [10, null, 30],
    [1, 2, null],
    [5, 0, null],
  ],
};

describe('what is plotted', () => {
  it('stands on its base, lies mirrored below zero, and keeps gaps as gaps', () => {
    expect(plotted(model, data)).toEqual([
      [10, null, 30],
      [11, 2, null],
      [-5, -0, null],
    ]);
  });

  it('draws what stands on another first, so that the base covers it', () => {
    expect(drawOrder(model.series)).toEqual([1, 0, 2]);
  });

  it('goes into the CSV as measured, gaps empty', () => {
    expect(chartCsv(model, data).split('\r\n')).toEqual([
      'time,Download (bps),"Upload, ""all"" (bps)",Below (bps)',
      '1970-01-01T00:00:00.000Z,10,1,5',
      '1970-01-01T00:00:01.000Z,,2,0',
      '1970-01-01T00:00:02.000Z,30,,',
      '',
    ]);
  });
});
