/** stub */
export const measureCancels = async (say: (line: string) => void) => {
  say('');
  return { holds: true };
};
