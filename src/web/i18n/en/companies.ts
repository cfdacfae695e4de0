export const companies = {
  rail: "Workspaces",
  home: { title: "No channel open", text: "Choose one at the left, or make the first one." },
  menu: { administration: "Administration", invite: "Invite people", import: "Import from Slack", trust: "Is my data safe?" },
};
