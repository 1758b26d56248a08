/** Hands a file to the browser's download. */
export function download(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The download has its own hold of the blob once it began; a minute is ample.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** A file name from words: `traffic-24-hours-2026-11-20.png`. */
export function fileName(label: string, ending: string, now: number): string {
  const words = label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return `${words || 'lastmile'}-${new Date(now).toISOString().slice(0, 10)}.${ending}`;
}
