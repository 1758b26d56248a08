import { describe, expect, it } from 'vitest';
import { rate } from '../formats/units.ts';
import { type ChartModel, chartCsv, drawOrder, lonePoints, plotted } from './series.ts';

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

describe('what a line would not show is drawn as points', () => {
  const times = [0, 1000, 2000, 3000, 4000, 5000];

  it.each([
    ['a single sample', [null, null, null, null, 7, null], [4]],
    ['the first two minutes of a day', [null, null, null, null, 7, 8], [4, 5]],
    ['a sample between two gaps, beside a line', [1, 2, 3, null, 5, null], [4]],
    ['nothing of a line that is long enough', [1, 2, 3, 4, 5, 6], []],
    ['nothing where there is nothing', [null, null, null, null, null, null], []],
  ])('%s', (_case, values, places) => expect(lonePoints(times, values, 2000)).toEqual(places));

  it('no samples are no points', () => expect(lonePoints([], [], 2000)).toEqual([]));
});
