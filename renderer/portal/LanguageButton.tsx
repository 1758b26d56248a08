import { rememberLanguage } from './device.ts';
import { languages, useMessages } from './messages/languages.ts';

/** Leads to the other language: phones are often set to one that their owner does not read. */
export function LanguageButton() {
  const { language } = useMessages();
  return languages
    .filter((other) => other.language !== language)
    .map((other) => (
      <button
        key={other.language}
        type="button"
        className="quiet-button"
        lang={other.language}
        onClick={() => {
          rememberLanguage(other.language);
          location.reload();
        }}
      >
        {other.name}
      </button>
    ));
}
