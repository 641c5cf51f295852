using System.Reflection;

namespace Lab.Instruments.Drivers;

/// <summary>The drivers that bench files can name: the shipped ones, and those of modules beside them.</summary>
/// <param name="all">The drivers, by kind. No two have one name.</param>
public sealed class DriverCatalog(IReadOnlyList<DriverDescription> all)
{
    /// <summary>The drivers that ship with Lab. Each names itself in its own file (<see
    /// cref="ShippedDriverAttribute{TDriver}"/>); composites and the driver of descriptions come last.</summary>
    public static DriverCatalog Shipped { get; } = new(
    [
        .. typeof(DriverCatalog).Assembly.GetCustomAttributes<DriverSourceAttribute>()
            .Select(source => source.Description)
            .OrderBy(driver => driver.IsDescribed)
            .ThenBy(driver => driver.IsComposite)
            .ThenBy(driver => driver.Kind.Name, StringComparer.Ordinal)
            .ThenBy(driver => driver.Name, StringComparer.Ordinal),
    ]);

    /// <summary>The drivers, by kind.</summary>
    public IReadOnlyList<DriverDescription> All => all;

    /// <summary>The kind whose drivers implement an interface, as it stands in a sentence: <c>an RF generator</c>.</summary>
    public string KindNameOf<T>()
        where T : class, IInstrument =>
        All.Select(driver => driver.Kind).FirstOrDefault(kind => kind.Interface == typeof(T))?.Name
            ?? $"an instrument of the kind {typeof(T).Name}";

    /// <summary>The driver of a name that the bench file's reader has checked.</summary>
    /// <exception cref="InvalidOperationException">There is none: a bug in Lab.</exception>
    public DriverDescription Get(string name) =>
        All.FirstOrDefault(driver => driver.Name == name)
            ?? throw new InvalidOperationException($"Bug in Lab: there is no driver '{name}'.");
}
