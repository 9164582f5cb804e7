/**
 * What is made of a thing, kept as long as the thing: those of the directory are never changed, a changed one is another
 * object.
 */
export function memoise<K extends WeakKey, V extends WeakKey>(make: (of: K) => V): (of: K) => V {
  const made = new WeakMap<K, V>();
  return (of) => {
    let value = made.get(of);
    if (value === undefined) made.set(of, (value = make(of)));
    return value;
  };
}
