using Lab.Benches;
using Lab.Benches.Files;
using Lab.Benches.Samples;
using Lab.Instruments;
using Lab.Instruments.Drivers;
using Lab.Instruments.Wires;
using Lab.Mocks;
using Lab.Mocks.Stages;
using Lab.Modules.Truths;
using Lab.Protocols;
using Lab.Runs.Calibrations;
using Lab.Runs.Protocols;

namespace Lab.Modules;

/// <summary>
/// Everything that Lab can be told to use by name: kinds of instruments, drivers, twins, parts, wires, protocols, calibrations,
/// truths. It is built once, from the shipped modules and those of a bench, and does not change afterwards.
/// </summary>
public sealed class LabRegistry
{
    private static readonly string[] SampleSections = ["device", "junctions", "field_lines", "magnet"];

    private readonly List<InstrumentKind> kinds = [];
    private readonly List<DriverDescription> drivers = [];
    private readonly List<TwinDescription> twins = [];
    private readonly List<(int Module, Func<IReadOnlyList<IWireProvider>> Create)> wires = [];
    private readonly List<PartDescription> parts = [];
    private readonly List<IProtocol> protocols = [];
    private readonly List<CalibrationKind> calibrations = [];
    private readonly Dictionary<string, HiddenValues> truths = [];
    private readonly Dictionary<string, string> owners = [];
    private string? registering;
    private int modules;

    private LabRegistry()
    {
        Drivers = new DriverCatalog(drivers);
        Twins = new TwinCatalog(twins, parts);
        Protocols = new ProtocolCatalog(protocols);
    }

    /// <summary>The kinds of instruments.</summary>
    public IReadOnlyList<InstrumentKind> Kinds => kinds;

    /// <summary>The drivers.</summary>
    public DriverCatalog Drivers { get; }

    /// <summary>The twins, and the models of parts.</summary>
    public TwinCatalog Twins { get; }

    /// <summary>The protocols.</summary>
    public ProtocolCatalog Protocols { get; }

    /// <summary>The kinds of calibrations.</summary>
    public IReadOnlyList<CalibrationKind> Calibrations => calibrations;

    /// <summary>The keys of the instruments of every driver, and of its twin, in a bench file.</summary>
    public IReadOnlyList<InstrumentSchema> Schema =>
        field ??= [.. drivers.Select(driver => driver.SchemaWith(Twins.SettingsOf(driver.Name)))];

    /// <summary>The kinds of parts that modules brought.</summary>
    public IReadOnlyList<PartSchema> Parts => field ??= [.. parts.Select(part => part.Schema)];

    /// <summary>Reads bench files with these drivers, twins and parts.</summary>
    public BenchFileReader NewReader() => new(Schema, Parts);

    /// <summary>Builds the registry of some modules.</summary>
    /// <param name="modules">The modules, each with the place that messages name: its file,
    /// or its name where it ships with Lab.</param>
    /// <exception cref="ModuleException">A module throws, or registers what is refused.</exception>
    public static LabRegistry Of(IEnumerable<(ILabModule Module, string Place)> modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        var registry = new LabRegistry();
        foreach ((ILabModule module, string place) in modules)
        {
            registry.Take(module, place);
        }

        if (registry.twins.Find(twin => registry.drivers.TrueForAll(driver => driver.Name != twin.Driver)) is { } stray)
        {
            throw new ModuleException(
                $"{registry.owners[$"twin of {stray.Driver}"]}: a twin stands for the driver '{stray.Driver}', which no module "
                    + "registers. Register the driver, or correct the twin's Driver.");
        }

        return registry;
    }

    /// <summary>Adds a kind of instrument. What its terminals drive is held by the gate and made safe by their ranks.</summary>
    /// <param name="kind">The kind.</param>
    /// <exception cref="ModuleException">Its interface is a kind already, or its declaration is not whole.</exception>
    public void Add(InstrumentKind kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        Claim($"kind {kind.Interface.FullName}", $"a kind for {kind.Interface.Name}");
        Require(
            kind.Interface.IsInterface && kind.Interface.IsAssignableTo(typeof(IInstrument)),
            $"{kind.Interface.Name} is no interface that derives from IInstrument; a kind needs one");
        TerminalCheck.Require(kind.Name, kind, kind.Terminals, Refuse);
        kinds.Add(kind);
    }

    /// <summary>Adds a driver.</summary>
    /// <param name="driver">The driver, of a kind that is registered.</param>
    /// <exception cref="ModuleException">There is a driver of this name, its kind is not registered,
    /// or its terminals are not whole.</exception>
    public void Add(DriverDescription driver)
    {
        ArgumentNullException.ThrowIfNull(driver);
        Claim($"driver {driver.Name}", $"a driver '{driver.Name}'");
        Require(
            IsKebab(driver.Name),
            $"'{driver.Name}' is no name of a driver; write maker and part number in small letters, digits and hyphens");
        Require(
            kinds.Contains(driver.Kind),
            $"the driver '{driver.Name}' is {driver.Kind.Name}, a kind that is not registered; add the kind before it");
        TerminalCheck.Require($"the driver '{driver.Name}'", driver.Kind, driver.Terminals, Refuse);
        drivers.Add(driver);
    }

    /// <summary>Adds the twin of a driver's instrument, with the manners of the real one.</summary>
    /// <param name="twin">The twin.</param>
    /// <exception cref="ModuleException">The driver has a twin already.</exception>
    public void Add(TwinDescription twin)
    {
        ArgumentNullException.ThrowIfNull(twin);
        Claim($"twin of {twin.Driver}", $"a twin of '{twin.Driver}'");
        twins.Add(twin);
    }

    /// <summary>Adds a kind of part of the sample, with its model on the virtual stage.</summary>
    /// <param name="part">The kind.</param>
    /// <exception cref="ModuleException">There is a section or a port of one of its names.</exception>
    public void Add(PartDescription part)
    {
        ArgumentNullException.ThrowIfNull(part);
        PartSchema schema = part.Schema;
        Claim($"part {schema.Section}", $"a section '{schema.Section}' of parts");
        Require(
            !SampleSections.Contains(schema.Section) && SampleSchema.SampleKeys.All(key => key.Name != schema.Section),
            $"'{schema.Section}' is a key of 'sample' already; give the section of the part another name");
        Require(schema.Ports.Count > 0, $"a {schema.Noun} has no port, so that no terminal could be wired to it; give it one");
        foreach (SamplePort port in schema.Ports)
        {
            Require(
                SamplePort.Shipped.All(shipped => shipped.Name != port.Name),
                $"there is a port '{port.Name}' already; give that of the {schema.Noun} another name");
            Claim($"port {port.Name}", $"a port '{port.Name}'");
        }

        parts.Add(part);
    }

    /// <summary>Adds wires. Wires of a module are asked for an address before the shipped ones;
    /// <see cref="IWireProvider.AddressForm"/> tells a user how the addresses are written.</summary>
    /// <param name="create">Makes the provider; called once for each bench that is opened.</param>
    public void AddWires(Func<IWireProvider> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        AddWires(() => [create()]);
    }

    /// <summary>Adds wires of several kinds, which are asked in their order.</summary>
    /// <param name="create">Makes the providers; called once for each bench that is opened.</param>
    public void AddWires(Func<IReadOnlyList<IWireProvider>> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        Claim($"wires {wires.Count}", "wires");
        wires.Add((modules, create));
    }

    /// <summary>Adds a protocol.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <exception cref="ModuleException">There is a protocol of this name.</exception>
    public void Add(IProtocol protocol)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        Claim($"protocol {protocol.Name}", $"a protocol '{protocol.Name}'");
        Require(IsKebab(protocol.Name), $"'{protocol.Name}' is no name of a protocol; write small letters, digits and hyphens");
        protocols.Add(protocol);
    }

    /// <summary>Adds a kind of calibration.</summary>
    /// <param name="calibration">The kind.</param>
    /// <exception cref="ModuleException">There is one of this name.</exception>
    public void Add(CalibrationKind calibration)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        Claim($"calibration {calibration.Name}", $"a calibration '{calibration.Name}'");
        calibrations.Add(calibration);
    }

    /// <summary>Adds what twins hide from a protocol, which <c>lab validate</c> compares with its results.</summary>
    /// <param name="protocol">The protocol's name.</param>
    /// <param name="values">Gives the hidden values by the names of the results.</param>
    /// <exception cref="ModuleException">The protocol has its truths already.</exception>
    public void AddTruth(string protocol, HiddenValues values)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        Claim($"truth of {protocol}", $"a hidden truth for '{protocol}'");
        truths.Add(protocol, values);
    }

    /// <summary>The hidden values of twins for a protocol; <see langword="null"/> where nothing is known to compare its results
    /// with.</summary>
    /// <param name="protocol">The protocol's name.</param>
    public HiddenValues? FindTruth(string protocol) => truths.GetValueOrDefault(protocol);

    /// <summary>The protocols whose results can be compared with what twins hide.</summary>
    public IReadOnlyCollection<string> ProtocolsWithTruth => truths.Keys;

    /// <summary>New wires to instruments, in the order in which they are asked for an address: those of the last module first,
    /// the shipped ones last.</summary>
    public IReadOnlyList<IWireProvider> CreateWires() =>
        [.. wires.OrderByDescending(each => each.Module).SelectMany(each => each.Create())];

    private void Take(ILabModule module, string place)
    {
        registering = place;
        modules++;
        try
        {
            module.Register(this);
        }
        catch (Exception error) when (error is not ModuleException)
        {
            throw new ModuleException(
                $"{place}: its module throws in Register: {error.GetType().Name}: {FirstLine(error)}. Mend the module, or take "
                    + "it away from the bench.",
                error);
        }
        finally
        {
            registering = null;
        }
    }

    private void Claim(string key, string what)
    {
        string place = registering
            ?? throw new InvalidOperationException("A registry takes things up only while a module registers; keep no registry.");
        if (!owners.TryAdd(key, place))
        {
            throw new ModuleException(owners[key] == place
                ? $"{place}: the module registers {what} twice. Register it once."
                : $"{place}: there is {what} already, from {owners[key]}. Give the module's another name.");
        }
    }

    private void Require(bool holds, string fault)
    {
        if (!holds)
        {
            throw Refuse(fault);
        }
    }

    private ModuleException Refuse(string fault) => new($"{registering}: {fault}.");

    internal static string FirstLine(Exception error) => error.Message.Split('\n')[0].Trim().TrimEnd('.');

    private static bool IsKebab(string name) =>
        name.Length > 0 && name[0] != '-' && name[^1] != '-'
            && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');
}
