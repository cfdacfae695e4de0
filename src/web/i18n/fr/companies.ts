export const companies = {
  rail: "Espaces",
  home: { title: "Aucun canal ouvert", text: "Choisissez-en un à gauche, ou créez le premier." },
  menu: { invite: "Inviter des personnes", import: "Importer de Slack", trust: "Mes données sont-elles en sûreté ?" },
  invite: {
    title: "Inviter des personnes dans {{company}}",
    role: "Elles viennent comme",
    lasts: "Le lien est valable",
    days_one: "{{count}} jour",
    days_other: "{{count}} jours",
    uses: "Combien de personnes peuvent s’en servir",
    button: "Créer le lien",
    made: "L’invitation est prête",
    once: "Copiez-la maintenant : elle n’est montrée qu’une fois. Valable jusqu’à : {{day}}.",
    link: "Lien d’invitation",
    copy: "Copier",
    copied: "Invitation copiée",
  },
};
