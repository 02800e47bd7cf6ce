// Captions that come with their video: film.en.srt goes with film.mp4, in English.

const IS_CAPTIONS = /\.(srt|vtt|ttml)$/i;
const NAME_AND_LANGUAGE = /^(.+)\.([a-z]{2,8}(?:-[a-z0-9]{1,8})*)$/i;

export const CAPTION_TYPES = ".srt,.vtt,.ttml";

const stem = (name) => name.replace(/\.[^.]*$/, "");

function captionsOf(film, captions) {
  return captions.flatMap((file) => {
    const [, name, language] = NAME_AND_LANGUAGE.exec(stem(file.name)) ?? [];
    return name === stem(film.name) ? [{ language, file }] : [];
  });
}

// {films: [{film, captions: [{language, file}]}], alone: captions of no film among these}
export function pairs(files) {
  const captions = files.filter(({ name }) => IS_CAPTIONS.test(name));
  const films = files
    .filter((file) => !captions.includes(file))
    .map((film) => ({ film, captions: captionsOf(film, captions) }));
  const taken = new Set(films.flatMap((one) => one.captions.map(({ file }) => file)));
  return { films, alone: captions.filter((file) => !taken.has(file)) };
}

// They take part in a video if they are there before it is complete.
export async function sendCaptions({ tell, sendForm }, uploadId, { language, file }) {
  try {
    const { sending } = await tell({ filename: file.name, size: file.size, captionsFor: uploadId, language });
    await sendForm(sending, file);
  } catch (error) {
    throw Object.assign(error, { message: `The captions ${file.name} were not taken. ${error.message}` });
  }
}
