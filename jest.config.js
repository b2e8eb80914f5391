// Three projects, by what a test needs: nothing (unit, replay), real parts (integration), the whole line (e2e).
const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
};
const project = (displayName, options = {}) => ({
  ...base,
  displayName,
  testMatch: [`<rootDir>/test/${displayName}/**/*.test.ts`],
  ...options,
});

export default {
  // Not a bound on anything: a machine under load may take long, a hang must still end.
  testTimeout: 60_000,
  // A file that fails while it closes its servers leaves some open: the run must end all the same, and say which file it was.
  forceExit: true,
  projects: [project('unit'), project('replay'), project('integration'), project('e2e')],
};
