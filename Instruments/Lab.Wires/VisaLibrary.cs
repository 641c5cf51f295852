using Lab.Instruments;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Wires;

/// <summary>
/// The VISA of this computer. VISA.NET comes first, then the C library, which every maker's VISA has. A VISA that does not work
/// is left alone, with its reason, and the next is taken.
/// </summary>
/// <param name="candidates">The candidates, in the order in which they are tried.</param>
internal sealed class VisaLibrary(IReadOnlyList<VisaCandidate> candidates)
{
    /// <summary>The variable that names the file of a VISA C library, which is then the only one.</summary>
    public const string Variable = "LAB_VISA";

    private static readonly Lazy<VisaLibrary> Found = new(() => Of(Environment.GetEnvironmentVariable(Variable)));

    /// <summary>The VISA that is installed.</summary>
    public static VisaLibrary Installed => Found.Value;

    /// <summary>A computer without VISA.</summary>
    public static VisaLibrary None { get; } = new([]);

    /// <summary>The candidates, in the order in which they are tried.</summary>
    public IReadOnlyList<VisaCandidate> Candidates => candidates;

    /// <summary>The VISA that is used; <see langword="null"/> where none works.</summary>
    public IVisa? Current => candidates.Select(candidate => candidate.Load()).FirstOrDefault(library => library is not null);

    /// <summary>Why none can be used, as the middle of a sentence: <c>none is installed here</c>,
    /// or what is wrong with those there are.</summary>
    public string Fault
    {
        get
        {
            string[] faults =
            [
                .. candidates.Where(candidate => candidate is { Fault: not null, IsAbsent: false }).Select(
                    candidate => candidate.ToString()),
            ];
            return faults.Length == 0 ? "none is installed here" : $"none works here ({string.Join("; ", faults)})";
        }
    }

    /// <summary>The libraries to try.</summary>
    /// <param name="file">The only C library to take; <see langword="null"/> for all that may be installed.</param>
    public static VisaLibrary Of(string? file) =>
        new([.. string.IsNullOrEmpty(file) ? VisaAssemblies.Candidates().Concat(VisaC.Candidates()) : [VisaC.Named(file)]]);

    /// <summary>The resources that match a VISA expression; none without VISA.</summary>
    /// <exception cref="WireException">The search failed.</exception>
    public IReadOnlyList<string> Find(string expression) => Try(library => library.Find(expression)) ?? [];

    /// <summary>Opens a session.</summary>
    /// <returns>The session; <see langword="null"/> where no VISA works on this computer.</returns>
    /// <exception cref="WireException">The instrument cannot be opened.</exception>
    public IVisaSession? TryOpen(string resource, Duration timeout) => Try(library => library.Open(resource, timeout));

    /// <summary>Opens a session.</summary>
    /// <exception cref="WireException">The instrument cannot be opened, or no VISA works on this computer.</exception>
    public IVisaSession Open(string resource, Duration timeout) => TryOpen(resource, timeout)
        ?? throw new WireException(
            InstrumentFault.Disconnected, $"VISA cannot open it: {Fault}; 'lab doctor' shows what was tried");

    private T? Try<T>(Func<IVisa, T> ask)
        where T : class =>
        candidates.Select(candidate => candidate.Try(ask)).FirstOrDefault(answer => answer is not null);
}
