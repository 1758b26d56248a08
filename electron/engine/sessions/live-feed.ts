/**
 * What the live topics carry, once a second, from memory: the status strip, sessions as they open, move and close,
 * routers, FUP, alerts and rejects. Nothing is computed for a topic that nobody watches.
 */
