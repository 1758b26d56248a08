/** Why the engine closes a live socket. */
export const liveCloseCodes = {
  /** RFC 6455 §7.4.1: the engine stops; connect again. */
  goingAway: 1001,
  /** RFC 6455 §7.4.1: a message that is not a LiveRequest. */
  badRequest: 1008,
  /** The session behind the socket ended. */
  loggedOut: 4401,
  /** The client took too little for too long; connect again. */
  tooSlow: 4408,
  /** This operator, or all of them together, have as many live sockets as there may be; close a window. */
  tooMany: 4429,
} as const;
