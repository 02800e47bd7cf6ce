// Large files that are under way: chosen again after a reload, they go on where they stopped. This tab alone knows.

const KEPT = "unfinished";

const read = () => JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
const write = (all) => sessionStorage.setItem(KEPT, JSON.stringify(all));
const idOf = ({ name, size, lastModified }) => [name, size, lastModified].join("/");

export const remember = (file, begun) => write({ ...read(), [idOf(file)]: { ...begun, name: file.name } });
export const recall = (file) => read()[idOf(file)];
export const names = () => Object.values(read()).map(({ name }) => name);

export function forget(file) {
  const all = read();
  delete all[idOf(file)];
  write(all);
}
