export { relinkFiles } from './page/links.ts';
export { renderPage, type PageOptions } from './page/render-page.ts';
export { PAGE_FILE, writePage } from './write-page.ts';
