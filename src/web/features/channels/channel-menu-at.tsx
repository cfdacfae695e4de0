import type { CompanyView, MyChannelRow } from "../../cache/index.ts";
import MenuParts from "../../ui/menu-parts.tsx";
import ChannelMenu from "./channel-menu.tsx";
import { sectionNamed } from "./section-naming.ts";

interface ChannelMenuAtProps {
  readonly company: CompanyView;
  readonly channel: MyChannelRow;
  /** Its line in the side bar, which has the focus again afterwards. */
  readonly anchor: HTMLElement;
  readonly onClose: () => void;
}

export default function ChannelMenuAt({ company, channel, anchor, onClose }: ChannelMenuAtProps) {
  return (
    <MenuParts open align="end" anchor={anchor} onOpenChange={(open) => open || onClose()} finalFocus={() => (sectionNamed() === undefined ? anchor : false)}>
      <ChannelMenu company={company} channel={channel} />
    </MenuParts>
  );
}
