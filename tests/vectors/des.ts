/** DES encryptions: key with its parity bits, plaintext, ciphertext; 64 bits each, in hexadecimal. */

/**
 * NBS Special Publication 500-20 (1977), appendix B, "Substitution tables test" (also NIST SP 800-20, table A.4).
 * Between them they use every entry of the eight S-boxes: RFC 2433's and RFC 2759's examples alone do not, and pass
 * with a wrong digit in S1.
 */
export const substitutionTables = [
  ['7ca110454a1a6e57', '01a1d6d039776742', '690f5b0d9a26939b'],
  ['0131d9619dc1376e', '5cd54ca83def57da', '7a389d10354bd271'],
  ['07a1133e4a0b2686', '0248d43806f67172', '868ebb51cab4599a'],
  ['3849674c2602319e', '51454b582ddf440a', '7178876e01f19b2a'],
  ['04b915ba43feb5b6', '42fd443059577fa2', 'af37fb421f8c4095'],
  ['0113b970fd34f2ce', '059b5e0851cf143a', '86a560f10ec6d85b'],
  ['0170f175468fb5e6', '0756d8e0774761d2', '0cd3da020021dc09'],
  ['43297fad38e373fe', '762514b829bf486a', 'ea676b2cb7db2b7a'],
  ['07a7137045da2a16', '3bdd119049372802', 'dfd64a815caf1a0f'],
  ['04689104c2fd3b2f', '26955f6835af609a', '5c513c9c4886c088'],
  ['37d06bb516cb7546', '164d5e404f275232', '0a2aeeae3ff4ab77'],
  ['1f08260d1ac2465e', '6b056e18759f5cca', 'ef1bf03e5dfa575a'],
  ['584023641aba6176', '004bd6ef09176062', '88bf0db6d70dee56'],
  ['025816164629b007', '480d39006ee762f2', 'a1f9915541020b56'],
  ['49793ebc79b3258f', '437540c8698f3cfa', '6fbf1cafcffd0556'],
  ['4fb05e1515ab73a7', '072d43a077075292', '2f22e49bab7ca1ac'],
  ['49e95d6d4ca229bf', '02fe55778117f12a', '5a6b612cc26cce4a'],
  ['018310dc409b26d6', '1d9d5c5018f728c2', '5f4c038ed12b2e41'],
  ['1c587f1c13924fef', '305532286d6f295a', '63fac0d034d9f793'],
] as const;

/** The same publication: a round sample (p. 9) and the first initial-permutation and expansion tests (p. 28). */
export const permutations = [
  ['10316e028c8f3b4a', '0000000000000000', '82dcbafbdeab6602'],
  ['0101010101010101', '8000000000000000', '95f8a5e5dd31d900'],
  ['0101010101010101', '4000000000000000', 'dd7f121ca5015619'],
  ['0101010101010101', '2000000000000000', '2e8653104f3834ea'],
  ['0101010101010101', '1000000000000000', '4bd388ff6cd81d4f'],
  ['8001010101010101', '0000000000000000', '95a8d72813daa94d'],
] as const;
