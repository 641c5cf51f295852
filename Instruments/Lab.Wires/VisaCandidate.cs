namespace Lab.Wires;

/// <summary>A VISA that this computer may have. It is loaded when it is first asked for; a VISA that does not work is left alone
/// from then on, with the reason.</summary>
/// <param name="kind">The way to it.</param>
/// <param name="place">The file or name under which it is looked for.</param>
/// <param name="load">Loads and binds it; throws <see cref="VisaUnusableException"/> where that fails.</param>
internal sealed class VisaCandidate(VisaKind kind, string place, Func<IVisa> load)
{
    private readonly Lock gate = new();
    private IVisa? loaded;

    /// <summary>The way to it.</summary>
    public VisaKind Kind => kind;

    /// <summary>The file or name under which it is looked for.</summary>
    public string Place => place;

    /// <summary>Why it is of no use here; <see langword="null"/> while nothing speaks against it.</summary>
    public string? Fault { get; private set; }

    /// <summary>Whether it is not installed at all.</summary>
    public bool IsAbsent { get; private set; }

    /// <summary>The library; <see langword="null"/> where it is of no use here.</summary>
    public IVisa? Load()
    {
        lock (gate)
        {
            if (loaded is null && Fault is null)
            {
                try
                {
                    loaded = load();
                }
                catch (VisaUnusableException error)
                {
                    (Fault, IsAbsent) = (error.Message, error.IsAbsent);
                }
            }

            return Fault is null ? loaded : null;
        }
    }

    /// <summary>The place and its fault; where the fault names the place, it is said once.</summary>
    public override string ToString() => Fault?.StartsWith(place, StringComparison.Ordinal) == true ? Fault : $"{place}: {Fault}";

    /// <summary>Asks the library something, and leaves it alone from then on where it turns out that it does not work.</summary>
    /// <returns>The answer; <see langword="null"/> where the library is of no use.</returns>
    public T? Try<T>(Func<IVisa, T> ask)
        where T : class
    {
        if (Load() is not { } library)
        {
            return null;
        }

        try
        {
            return ask(library);
        }
        catch (VisaUnusableException error)
        {
            lock (gate)
            {
                Fault = error.Message;
            }

            return null;
        }
    }
}
