export const companies = {
  rail: "Espaces",
  home: { title: "Aucun canal ouvert", text: "Choisissez-en un à gauche, ou créez le premier." },
  menu: { administration: "Administration", invite: "Inviter des personnes", import: "Importer de Slack", trust: "Mes données sont-elles en sûreté ?" },
};
