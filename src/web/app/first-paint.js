// Runs before the first paint, so that a chosen theme doesn't flash the other one. The setting itself lives in app/theme.ts.
try {
  const theme = localStorage.getItem("bastide.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // No storage: the system's theme it is.
}
