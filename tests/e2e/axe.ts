import axe from "axe-core";
import type { Page } from "playwright-core";

/** Serious and critical findings of axe-core on the page as it stands: rule, place, what is wrong. */
export async function seriousFindings(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(
          context: unknown,
          options: unknown,
        ): Promise<{ violations: { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] }[] }>;
      };
    };
    // Guards of an open pane take the focus to hand it on at once; they are hidden from readers on purpose.
    return axe.run(
      { exclude: ["[data-base-ui-focus-guard]"] },
      { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
    );
  });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")} · ${failureSummary.replace(/\s+/g, " ")}`));
}
