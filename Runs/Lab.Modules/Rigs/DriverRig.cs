using System.Text;
using Lab.Benches;
using Lab.Instruments;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Instruments.Manners;
using Lab.Instruments.Terminals;
using Lab.Instruments.Wires;
using Lab.Mocks;
using Lab.Quantities;

namespace Lab.Modules.Rigs;

/// <summary>The contract of every driver, tried on its twin: the contract that the tests of a module check with one
/// line.</summary>
public static class DriverRig
{
    private const string Instrument = "device";

    private static readonly Duration Silence = Duration.FromSeconds(1);

    /// <summary>Tries a driver on its twin.</summary>
    /// <param name="module">The module that brings driver and twin.</param>
    /// <param name="driver">The driver's name.</param>
    /// <param name="isRough">Whether the twin has the manners of a real instrument.</param>
    /// <returns>The rules that the driver breaks, each in a sentence; empty where all is well.</returns>
    /// <exception cref="ModuleException">The module registers what is refused, or there is no such driver or twin.</exception>
    public static async Task<IReadOnlyList<string>> FindFaultsAsync(ILabModule module, string driver, bool isRough = false)
    {
        LabRegistry registry = ModuleRig.RegistryWith(module);
        DriverDescription description = registry.Drivers.All.FirstOrDefault(each => each.Name == driver)
            ?? throw new ModuleException($"{module.Name}: there is no driver '{driver}'. Register it.");
        if (registry.Twins.Find(driver) is not { } twin)
        {
            throw new ModuleException(
                $"{module.Name}: the driver '{driver}' has no twin, so that no run with it can be rehearsed. Register one.");
        }

        var definition = new InstrumentDefinition(
            Instrument,
            driver,
            InstrumentDefinition.TwinAddress,
            SettingValues.Of(description.Settings),
            [],
            SettingValues.Of(twin.Settings))
        {
            Terminals = description.Terminals,
            Manners = description.Manners,
        };
        var clock = new VirtualClock();
        using var twins = new VirtualBench(
            new BenchDefinition { Name = "rig", SafeState = [], Instruments = [definition] },
            seed: 1,
            clock,
            isRough: isRough,
            catalog: registry.Twins);
        var gate = new RecordingGate();
        IWire wire = (await twins.TryOpenAsync(definition, CancellationToken.None).ConfigureAwait(false))!;
        IInstrument instrument = description.Make(
            new DriverContext(Instrument, definition.Settings, gate, clock, wire, _ => null) { Drivers = registry.Drivers });
        await using (instrument.ConfigureAwait(false))
        {
            List<string> faults = [];
            await OpenAsync(instrument, gate, faults).ConfigureAwait(false);
            if (instrument is IDrivesSample driving)
            {
                await TryDrivingAsync(driving, description, gate, faults).ConfigureAwait(false);
            }

            if (description.Manners.Errors is not (ErrorReporting.None or ErrorReporting.Acknowledgement))
            {
                await TryErrorsAsync(instrument, twins, clock, faults).ConfigureAwait(false);
            }

            return faults;
        }
    }

    private static async Task OpenAsync(IInstrument instrument, RecordingGate gate, List<string> faults)
    {
        if (instrument is not IConnected connected)
        {
            return;
        }

        await connected.OpenAsync(CancellationToken.None).ConfigureAwait(false);
        if (gate.Asked.Count > 0)
        {
            faults.Add(
                $"Opening sets {string.Join(", ", gate.Asked.Distinct().Select(Shown))}. It may set modes, but no set-point and "
                    + "no output: the instrument may be feeding the sample.");
        }

        if (await instrument.ReadErrorsAsync().ConfigureAwait(false) is { Count: > 0 } errors)
        {
            faults.Add($"Opening leaves errors behind: {string.Join("; ", errors)}. Send what the instrument knows.");
        }
    }

    private static async Task TryDrivingAsync(
        IDrivesSample instrument, DriverDescription description, RecordingGate gate, List<string> faults)
    {
        gate.Observed.Clear();
        await instrument.ReadBackAsync().ConfigureAwait(false);
        (string Terminal, string Channel)[] levels =
        [
            .. from terminal in description.Terminals
            from channel in terminal.Channels
            where channel.Reach != ChannelReach.Direct || channel.Tolerance is not null
            select (terminal.Name, channel.Name),
        ];
        (string Terminal, string Channel)[] outputs =
        [
            .. description.Terminals.Where(terminal => terminal.IsSwitched).Select(terminal => (terminal.Name, Channels.Output))
        ];
        foreach ((string Terminal, string Channel) silent in levels.Concat(outputs).Where(
            each => !gate.Observed.ContainsKey(each)))
        {
            faults.Add(
                $"ReadBackAsync does not tell the gate of {Shown(silent)}. Read it and call Session.Observe, so that what "
                    + "another program set counts.");
        }

        HashSet<(string Terminal, string Channel)> declared =
            [.. description.Terminals.SelectMany(terminal => terminal.Channels.Select(
                channel => (terminal.Name, channel.Name))), .. outputs];
        gate.Asked.Clear();
        await instrument.MakeSafeAsync(CancellationToken.None).ConfigureAwait(false);
        await instrument.ReadBackAsync().ConfigureAwait(false);
        foreach ((string Terminal, string Channel) left in outputs.Where(output => gate.Observed.GetValueOrDefault(output) != 0))
        {
            faults.Add($"MakeSafeAsync leaves {Shown(left)} on. Switch it off.");
        }

        foreach ((string Terminal, string Channel) stray in gate.Asked.Distinct().Where(each => !declared.Contains(each)))
        {
            faults.Add(
                $"MakeSafeAsync sets {Shown(stray)}, which no terminal declares, so that no limit could hold. Declare it.");
        }
    }

    private static string Shown((string Terminal, string Channel) channel) =>
        channel.Terminal.Length == 0 ? $"'{channel.Channel}'" : $"'{channel.Channel}' of terminal '{channel.Terminal}'";

    private static async Task TryErrorsAsync(IInstrument instrument, VirtualBench twins, VirtualClock clock, List<string> faults)
    {
        clock.Advance(Silence); // which some instruments need before a message
        await twins.Find(Instrument)!.ExecuteAsync(
            Encoding.ASCII.GetBytes("NONSENSE:COMMAND 1"), CancellationToken.None).ConfigureAwait(false);
        clock.Advance(Silence);
        if (await instrument.ReadErrorsAsync().ConfigureAwait(false) is { Count: 0 })
        {
            faults.Add("ReadErrorsAsync gives nothing after a command that the instrument does not know. Read its error queue.");
        }
    }
}
