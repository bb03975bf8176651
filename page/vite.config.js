import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// The built files are embedded in the program and committed: the same sources give the same bytes.
export default defineConfig({
  plugins: [svelte()],
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 1500 },
  worker: { format: 'es' },
  server: { proxy: { '^/(.*\\.json|events|export/.*|report/.*/original)': 'http://127.0.0.1:7340' } },
});
