/** The Status-Server examples of RFC 5997 §6.1 and §6.2. The shared secret is `xyzzy5461`. */
export const secret = 'xyzzy5461';

export const authenticationPort = {
  request: Buffer.from('0cda00268a54f4686fb394c52866e302185d062350125a665e2e1e8411f3e243822097c84fa3', 'hex'),
  response: Buffer.from('02da0014ef0d552a4bf2d693ec2b6fe8b5411d66', 'hex'),
};

/** The text prints code 02 in the response; its digest is that of the 05 given here (Accounting-Response). */
export const accountingPort = {
  request: Buffer.from('0cb30026925f6b66dd5fed571fcb1db7ad3882605012e8d6eabda910875cd91fdade26367858', 'hex'),
  response: Buffer.from('05b300140f6f92145f107e2f504e860a4860669c', 'hex'),
};
