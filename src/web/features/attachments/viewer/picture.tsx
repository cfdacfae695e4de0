import { ZoomIn, ZoomOut } from "lucide-react";
import { type PointerEvent, useEffect, useRef, useState } from "react";
import { locale } from "../../../i18n/times.ts";
import { useWords } from "../../../i18n/use-words.ts";
import { IconButton } from "../../../ui/button.tsx";
import { cx } from "../../../ui/cx.ts";
import type { ShownProps } from "./open-viewer.ts";
import { fit, moved, type Place, pinched, zoomed } from "./placing.ts";
import { PlainFile } from "./plain-file.tsx";

const step = 1.5;
/** Pixels that a finger has to go for the next picture. */
const swipe = 60;

/** A picture that is enlarged by wheel, pinch, double click, or +, - and 0, and moved by dragging. */
export default function Picture(props: ShownProps) {
  const t = useWords();
  const { file, address, onStep } = props;
  const frame = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<Place>(fit);
  const [isBroken, setBroken] = useState(false);
  const fingers = useRef(new Map<number, { x: number; y: number }>());
  const from = useRef(0);
  const zoom = (by: number, x = 0, y = 0) => setPlace((place) => zoomed(place, by, x, y, sizeOf(frame.current)));
  /** From the middle of the frame. */
  const pointOf = ({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }) => {
    const box = frame.current?.getBoundingClientRect();
    return box ? { x: clientX - box.left - box.width / 2, y: clientY - box.top - box.height / 2 } : { x: 0, y: 0 };
  };

  useEffect(() => {
    const node = frame.current;
    if (!node) return;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const box = node.getBoundingClientRect();
      const x = event.clientX - box.left - box.width / 2;
      const y = event.clientY - box.top - box.height / 2;
      setPlace((place) => zoomed(place, Math.exp(-event.deltaY / (event.ctrlKey ? 100 : 400)), x, y, sizeOf(node)));
    };
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === "+" || key === "=") setPlace((place) => zoomed(place, step, 0, 0, sizeOf(node)));
      if (key === "-") setPlace((place) => zoomed(place, 1 / step, 0, 0, sizeOf(node)));
      if (key === "0") setPlace(fit);
    };
    node.addEventListener("wheel", onWheel, { passive: false });
    addEventListener("keydown", onKey);
    return () => {
      node.removeEventListener("wheel", onWheel);
      removeEventListener("keydown", onKey);
    };
  }, []);

  const onDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    fingers.current.set(event.pointerId, pointOf(event));
    from.current = event.clientX;
  };
  const onMove = (event: PointerEvent<HTMLDivElement>) => {
    const before = fingers.current.get(event.pointerId);
    if (!before) return;
    const now = pointOf(event);
    const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
    setPlace((place) =>
      other ? pinched(place, before, now, other, sizeOf(frame.current)) : moved(place, now.x - before.x, now.y - before.y, sizeOf(frame.current)),
    );
    fingers.current.set(event.pointerId, now);
  };
  const onUp = (event: PointerEvent<HTMLDivElement>) => {
    const wasAlone = fingers.current.size === 1;
    if (!fingers.current.delete(event.pointerId)) return;
    const way = event.clientX - from.current;
    if (event.type === "pointerup" && wasAlone && event.pointerType === "touch" && place.scale === 1 && Math.abs(way) > swipe) onStep(way < 0 ? 1 : -1);
  };

  if (isBroken) return <PlainFile {...props} />;
  const { scale, x, y } = place;
  return (
    <div className="relative min-h-0 flex-1">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the same is done by keys and by the buttons below */}
      <div
        ref={frame}
        className={cx(
          "absolute inset-0 flex touch-none items-center justify-center overflow-hidden p-3 select-none",
          scale > 1 && "cursor-grab active:cursor-grabbing",
        )}
        onPointerDown={onDown}
        onPointerMove={onMove}
        onPointerUp={onUp}
        onPointerCancel={onUp}
        onDoubleClick={(event) => {
          const { x, y } = pointOf(event);
          if (scale > 1) setPlace(fit);
          else zoom(2.5, x, y);
        }}
      >
        <img
          src={address}
          alt={file.name}
          draggable={false}
          onError={() => setBroken(true)}
          className="max-h-full max-w-full object-contain"
          style={{ transform: `translate(${x}px, ${y}px) scale(${scale})` }}
        />
      </div>
      <div className="floats absolute bottom-4 left-1/2 flex -translate-x-1/2 items-center rounded-box bg-raised p-0.5 shadow-float">
        <IconButton icon={ZoomOut} label={t("attachments.zoom.out")} shortcut="-" disabled={scale <= 1} onClick={() => zoom(1 / step)} />
        <button
          type="button"
          aria-label={t("attachments.zoom.fit")}
          title={`${t("attachments.zoom.fit")} (0)`}
          onClick={() => setPlace(fit)}
          className="tabular h-9 min-w-16 rounded-box px-2 text-sm text-ink-2 hover:bg-hover"
        >
          {scale.toLocaleString(locale(), { style: "percent" })}
        </button>
        <IconButton icon={ZoomIn} label={t("attachments.zoom.in")} shortcut="+" disabled={scale >= 10} onClick={() => zoom(step)} />
      </div>
    </div>
  );
}

const sizeOf = (node: HTMLElement | null) => ({ width: node?.clientWidth ?? 0, height: node?.clientHeight ?? 0 });
