using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.Wires;

namespace Lab.Instruments.Drivers;

/// <summary>The parts that a driver is made from.</summary>
/// <param name="Name">The instrument's name on the bench.</param>
/// <param name="Settings">Its settings, defaults filled in.</param>
/// <param name="Gate">The safety gate of the bench.</param>
/// <param name="Clock">The clock of the bench.</param>
/// <param name="Wire">The open wire; <see langword="null"/> for a composite.</param>
/// <param name="Resolve">Finds another instrument of the bench by name, for a composite.</param>
public sealed record DriverContext(
    string Name, SettingValues Settings, ISafetyGate Gate, TimeProvider Clock, IWire? Wire, Func<string, IInstrument?> Resolve)
{
    /// <summary>How the instrument converses; by default as a plain SCPI instrument.</summary>
    public InstrumentManners Manners { get; init; } = new();

    /// <summary>The drivers of the bench, for the names of their kinds.</summary>
    public DriverCatalog Drivers { get; init; } = DriverCatalog.Shipped;

    /// <summary>The treatment of faults; by default nothing is repeated.</summary>
    public FaultPolicy? OnFault { get; init; }

    /// <summary>Told of each fault after which an exchange is repeated.</summary>
    public Action<FaultNote>? FaultNoticed { get; init; }

    /// <summary>Told how far the instrument is with what takes its time.</summary>
    public Action<BenchProgress>? Progressed { get; init; }

    /// <summary>Starts the session of a driver with a wire.</summary>
    public InstrumentSession Session() => Wire is null
        ? throw new InvalidOperationException($"Bug in Lab: '{Name}' was opened without a wire.")
        : new InstrumentSession(Name, Wire, Gate, Clock, Manners, OnFault, FaultNoticed);

    /// <summary>Finds another instrument of the bench that a setting names.</summary>
    /// <param name="key">The setting's key.</param>
    /// <exception cref="BenchException">There is no such instrument, or it is of another kind.</exception>
    public T Other<T>(string key)
        where T : class, IInstrument
    {
        string other = Settings.Get<string>(key);
        return Resolve(other) as T ?? throw new BenchException(
            $"{Name}: '{other}' (key '{key}') is not {Drivers.KindNameOf<T>()} of this bench that could be opened.");
    }
}
