export { movePlaces } from './links.ts';
export { renderPage, type PageOptions } from './page.ts';
export { PAGE_FILE, writePage } from './write-page.ts';
