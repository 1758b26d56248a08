/** Threads run from source and from a bundle: the same path, with the extension of whoever starts them. */
export const threadUrl = (name: string): URL =>
  new URL(`./${name}.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);
