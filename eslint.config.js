// What the linters hold us to. The import table is checked by dependency-cruiser, dead code by knip.
import tseslint from 'typescript-eslint';
import reactHooks from 'eslint-plugin-react-hooks';
import jsxA11y from 'eslint-plugin-jsx-a11y';

export default tseslint.config(
  { ignores: ['**/node_modules', 'web/dist', 'output', 'data', 'coverage', 'docs/generated'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Rule S7: an assertion hides what the compiler would have said.
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Workflow code and plain loops read best with `while (true)`.
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      // Deprecated only "to make it stand out": api/oidc.ts does without TLS for a provider on this machine, and for no other.
      '@typescript-eslint/no-deprecated': [
        'error',
        { allow: [{ from: 'package', package: 'openid-client', name: 'allowInsecureRequests' }] },
      ],
      'no-console': 'error',
    },
  },
  {
    // The only reader of the environment is platform/config.ts.
    files: ['domain/**', 'activities/**', 'workflows/**', 'worker/**', 'master/**', 'api/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'platform/config.ts reads the environment.' },
      ],
    },
  },
  {
    // Nobody else spawns: platform/run-command.ts gives every child a group, a limit and an explanation.
    files: ['domain/**', 'activities/**', 'workflows/**', 'worker/**', 'master/**', 'api/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'node:child_process', message: 'Use platform/run-command.ts.' }] },
      ],
    },
  },
  { files: ['web/**/*.tsx'], ...jsxA11y.flatConfigs.recommended },
  {
    files: ['web/**/*.tsx'],
    plugins: { 'react-hooks': reactHooks },
    // What the React Compiler could not compile is no matter here: it is not used.
    rules: { ...reactHooks.configs.recommended.rules, 'react-hooks/incompatible-library': 'off' },
  },
  {
    // Fakes of asynchronous ports answer at once.
    files: ['test/**'],
    rules: { '@typescript-eslint/require-await': 'off' },
  },
  { files: ['cli/**', 'test/bench/**'], rules: { 'no-console': 'off' } },
);
