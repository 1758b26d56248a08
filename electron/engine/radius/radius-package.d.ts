/** The part of the npm package `radius` 1.1.4 that the tests use. It comes without types. */
declare module 'radius' {
  type Pair = readonly (string | number | Buffer | Date | readonly Pair[])[];
  interface Decoded {
    readonly code: string;
    readonly identifier: number;
    readonly authenticator: Buffer;
    readonly attributes: Readonly<Record<string, unknown>>;
    readonly raw_attributes: readonly (readonly [number, Buffer])[];
  }
  interface ToEncode {
    code: string;
    identifier?: number;
    secret: string;
    attributes?: Pair[];
    add_message_authenticator?: boolean;
  }
  const radius: {
    add_dictionary(file: string): void;
    encode(args: ToEncode): Buffer;
    encode_response(args: { packet: Decoded; code: string; secret: string; attributes?: Pair[] }): Buffer;
    decode(args: { packet: Buffer; secret: string }): Decoded;
    verify_response(args: { request: Buffer; response: Buffer; secret: string }): boolean;
  };
  export default radius;
}
