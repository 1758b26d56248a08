/** Seconds between two Interim-Updates that every Access-Accept asks for; polls are finer (routeros.md §3). */
export const interimSeconds = 300;
