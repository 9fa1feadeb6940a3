/** A barcode, a card or a call number: written left to right in every language. */
export const Mark = ({ children }: { readonly children: string | undefined }) =>
  children === undefined ? null : (
    <bdi dir="ltr" className="figures">
      {children}
    </bdi>
  );
