// Runs before the first paint, so that nothing flashes: puts the language, direction, theme and
// text size that were chosen on this device onto the root element. The page's program does the same
// again, and owns these settings; here they are only read.
{
  const root = document.documentElement;
  const kept = (name) => {
    try {
      return localStorage.getItem("hudhud." + name);
    } catch {
      return null; // Storage is forbidden: what the system prefers holds.
    }
  };
  const language = kept("language") ?? (navigator.language ?? "").split("-")[0];
  if (language === "ar") {
    root.lang = "ar";
    root.dir = "rtl";
  }
  for (const name of ["theme", "text-size"]) {
    const value = kept(name);
    if (value) {
      root.setAttribute("data-" + name, value);
    }
  }
}
