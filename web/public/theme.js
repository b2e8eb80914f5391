// Sets the chosen theme before anything is painted; src/theme.ts writes it. A file, because the page allows no inline script.
try {
  const chosen = localStorage.getItem('theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
} catch {
  // Storage is forbidden here: the system's theme holds.
}
