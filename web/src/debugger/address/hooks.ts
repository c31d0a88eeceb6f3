// `useAddress(address)` gives a component the values of its screen's address, and changes them:
//
//   const { values, update } = useAddress(eventsAddress);
//   update({ sel: id });                       // a step of its own: Back undoes it
//   update({ q: typed }, { replace: true });   // typing, panning, j and k
//
// `update` starts from the address as it is at that moment, so it may be called from anywhere.
import { useCallback, useMemo } from "react";
import { useLocation, useSearch } from "wouter";
import type { Address, Parameter, Rest } from "./codec";

/** How an address changes. */
interface Change {
  /** Whether the change is no step of its own. */
  replace?: boolean;
}

/** What `useAddress` gives. */
export interface AddressState<Values> extends Rest {
  values: Values;
  /** Changes some values. */
  update: (changes: Partial<Values>, change?: Change) => void;
  /** Sets every value that isn't given to what it is by default. */
  replaceAll: (values: Partial<Values>) => void;
  /** Takes away a parameter that makes no sense. */
  removeBroken: (parameter: Parameter) => void;
  /** The address of this screen with these changes, for links. */
  hrefWith: (changes: Partial<Values>) => string;
}

/** The state of the screen in its address. */
export function useAddress<Values>(address: Address<Values>): AddressState<Values> {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const state = useMemo(() => address.read(search), [address, search]);

  const go = useCallback(
    (query: string, { replace = false }: Change = {}) => {
      if (query !== location.search) {
        navigate(path + query, { replace });
      }
    },
    [navigate, path],
  );
  const update = useCallback(
    (changes: Partial<Values>, change?: Change) => {
      const current = address.read(location.search);
      go(address.write({ ...current.values, ...changes }, current), change);
    },
    [address, go],
  );
  const replaceAll = useCallback(
    (values: Partial<Values>) => {
      const { unknown } = address.read(location.search);
      go(address.write({ ...address.initial, ...values }, { unknown }));
    },
    [address, go],
  );
  const removeBroken = useCallback(
    ([name, text]: Parameter) => {
      const current = address.read(location.search);
      const broken = current.broken.filter(([key, value]) => key !== name || value !== text);
      go(address.write(current.values, { ...current, broken }));
    },
    [address, go],
  );
  const hrefWith = useCallback(
    (changes: Partial<Values>) => path + address.write({ ...state.values, ...changes }, state),
    [address, path, state],
  );
  return { ...state, update, replaceAll, removeBroken, hrefWith };
}
