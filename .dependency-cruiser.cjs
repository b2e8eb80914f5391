// The import table of docs/architecture.md, enforced. Everything not allowed here is forbidden.
const folders = {
  domain: [],
  platform: ['domain'],
  activities: ['domain', 'platform'],
  workflows: ['domain'],
  worker: ['domain', 'platform', 'activities'],
  master: ['domain', 'platform'],
  api: ['domain', 'platform'],
  cli: ['domain', 'platform'],
};
// Across a process boundary only types travel.
const types = {
  workflows: ['activities'],
  master: ['workflows'],
  api: ['activities', 'workflows'],
};
const all = Object.keys(folders);
const only = (names) => (names.length ? `^(${names.join('|')})/` : '^$');

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: `^(${all.join('|')})/`, pathNot: '\\.d\\.m?ts$' },
      to: {},
    },
    {
      name: 'not-to-dev',
      severity: 'error',
      from: { path: `^(${all.join('|')})/` },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg'] },
    },
    { name: 'domain-imports-nothing', severity: 'error', from: { path: '^domain/' }, to: { pathNot: '^domain/' } },
    ...all.map((name) => ({
      name: `${name}-values`,
      severity: 'error',
      comment: `${name} may import values from: ${[name, ...folders[name]].join(', ')}`,
      from: { path: `^${name}/` },
      to: {
        path: only(all.filter((other) => other !== name && !folders[name].includes(other))),
        dependencyTypesNot: ['type-only'],
      },
    })),
    ...all.map((name) => ({
      name: `${name}-types`,
      severity: 'error',
      comment: `${name} may import types from: ${[name, ...folders[name], ...(types[name] ?? [])].join(', ')}`,
      from: { path: `^${name}/` },
      to: {
        path: only(
          all.filter((other) => other !== name && ![...folders[name], ...(types[name] ?? [])].includes(other)),
        ),
      },
    })),
    {
      name: 'web-stands-alone',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(platform|activities|workflows|worker|master|api|cli)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '^(web/dist|output|data)/' },
  },
};
