import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { en } from '../text/en.ts';
import type { Texts } from '../text/en.ts';
import type { Store } from './store.ts';

export const StoreContext = createContext<Store | undefined>(undefined);
export const TextContext = createContext<Texts>(en);

export const useStore = (): Store => useContext(StoreContext)!;
export const useText = (): Texts => useContext(TextContext);
