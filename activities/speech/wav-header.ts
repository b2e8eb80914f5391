/** The head of a WAV file: 16 bit PCM, mono. */

export const WAV_HEADER_BYTES = 44;

/** @param dataBytes length of the samples that follow */
export function wavHeader(dataBytes: number, sampleRate: number): Buffer {
  const header = Buffer.alloc(WAV_HEADER_BYTES);
  header.write('RIFF', 0);
  header.writeUInt32LE(dataBytes + WAV_HEADER_BYTES - 8, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16); // length of the format that follows
  header.writeUInt16LE(1, 20); // PCM
  header.writeUInt16LE(1, 22); // channels
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * 2, 28);
  header.writeUInt16LE(2, 32); // bytes in a sample of all channels
  header.writeUInt16LE(16, 34); // bits in a sample
  header.write('data', 36);
  header.writeUInt32LE(dataBytes, 40);
  return header;
}
