import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from "react";
import { readSetting, writeSetting } from "../../app/settings.ts";
import { useWords } from "../../i18n/use-words.ts";

const least = 200;
const most = 420;
const within = (width: number) => Math.min(most, Math.max(least, Math.round(width)));

/** The side bar's width belongs to the reader: drag its edge, or focus it and use the arrow keys. On phones it fills the screen. */
export function SideBarFrame({ children }: { children: ReactNode }) {
  const t = useWords();
  const [width, setWidth] = useState(() => within(Number(readSetting("sidebar")) || 264));
  const keep = (next: number) => {
    setWidth(within(next));
    writeSetting("sidebar", String(within(next)));
  };
  const drag = (event: PointerEvent<HTMLElement>) => {
    const from = event.clientX - width;
    const edge = event.currentTarget;
    edge.setPointerCapture(event.pointerId);
    edge.onpointermove = (moved) => setWidth(within(moved.clientX - from));
    edge.onpointerup = (ended) => {
      edge.onpointermove = null;
      edge.onpointerup = null;
      keep(ended.clientX - from);
    };
  };
  const nudge = (event: KeyboardEvent) => {
    const by = event.key === "ArrowLeft" ? -16 : event.key === "ArrowRight" ? 16 : 0;
    if (by === 0) return;
    event.preventDefault();
    keep(width + by);
  };
  return (
    <nav
      aria-label={t("channels.sections.label")}
      className="relative flex h-full w-full flex-col bg-side text-base md:w-(--width) md:border-r md:border-line"
      style={{ "--width": `${width}px` } as React.CSSProperties}
    >
      {children}
      <hr
        aria-orientation="vertical"
        aria-label={t("channels.width")}
        aria-valuenow={width}
        aria-valuemin={least}
        aria-valuemax={most}
        tabIndex={0}
        onPointerDown={drag}
        onKeyDown={nudge}
        className="absolute inset-y-0 -right-1 z-10 hidden h-auto w-2 cursor-col-resize touch-none border-0 md:block"
      />
    </nav>
  );
}
