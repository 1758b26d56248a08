import { useCallback, useEffect, useRef, useState } from 'react';
import { download, fileName } from '../files/download.ts';
import type { TableColumn } from './columns.ts';
import { type CsvProgress, csvOf } from './csv.ts';

export interface CsvExport {
  /** Reads everything that matches and saves it. Resolves to the trouble, null when the file was handed over. */
  readonly run: () => Promise<unknown>;
  readonly cancel: () => void;
  /** While it runs; null otherwise. */
  readonly progress: CsvProgress | null;
}

export interface CsvExportOptions<R> {
  /** In the file's name: `Live sessions`. */
  readonly label: string;
  readonly columns: readonly TableColumn<R>[];
  /** All pages of what is filtered, from the first; ends when `signal` does. */
  readonly pages: (signal: AbortSignal) => AsyncIterable<{ readonly items: readonly R[]; readonly total?: number }>;
}

/** CSV of what is filtered, not of what is loaded. One at a time; leaving the view cancels it. */
export function useCsvExport<R>({ label, columns, pages }: CsvExportOptions<R>): CsvExport {
  const [progress, setProgress] = useState<CsvProgress | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const cancel = useCallback(() => running.current?.abort(), []);
  const run = async (): Promise<unknown> => {
    if (running.current) return null;
    const controller = new AbortController();
    running.current = controller;
    setProgress({ done: 0, total: null });
    try {
      const { signal } = controller;
      const file = await csvOf(columns, pages(signal), { signal, onProgress: setProgress });
      download(fileName(label, 'csv', Date.now()), file);
      return null;
    } catch (error) {
      return controller.signal.aborted ? null : error;
    } finally {
      running.current = null;
      setProgress(null);
    }
  };
  return { run, cancel, progress };
}
