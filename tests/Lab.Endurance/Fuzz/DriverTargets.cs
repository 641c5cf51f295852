using System.Text;
using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments;
using Lab.Instruments.Clocks;
using Lab.Instruments.CurrentSources;
using Lab.Instruments.Drivers;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.Nanovoltmeters;
using Lab.Instruments.PulseGenerators;
using Lab.Instruments.RfGenerators;
using Lab.Instruments.SourceMeters;
using Lab.Instruments.Wires;
using Lab.Mocks;
using Lab.Quantities;

namespace Lab.Endurance.Fuzz;

/// <summary>All drivers, against instruments that answer anything. An input begins with the driver's number, and goes on with the
/// answers, a line each.</summary>
internal static class DriverTargets
{
    private static readonly DriverDescription[] Drivers =
        [.. DriverCatalog.Shipped.All.Where(driver => driver is { IsComposite: false, IsDescribed: false, IsLibrary: false })];

    private static readonly string[] Pieces =
        [
            "\n", ";", ",", "0,\"No error\"", "-113,\"Undefined header\"", "1E999", "9.9E37", "NAN", "1E30", "-1E30", "0", "1",
            "32", "128", "ON", "#15abcde", "\"", "\0", "A,B,C,D"
        ];

    /// <summary>All of them.</summary>
    public static IEnumerable<FuzzTarget> All()
    {
        const long mostBytes = 16 << 20;
        return [new FuzzTarget(
            "drivers",
            [.. Enumerable.Range(0, Drivers.Length).Select(GoodAnswers)],
            [.. Pieces.Select(Encoding.Latin1.GetBytes)],
            Feed,
            mostBytes)];
    }

    private static bool Feed(byte[] input)
    {
        DriverDescription driver = Drivers[input.Length == 0 ? 0 : input[0] % Drivers.Length];
        try
        {
            UseAsync(driver, new ScriptWire(input)).GetAwaiter().GetResult();
            return true;
        }
        catch (InstrumentException)
        {
            return false;
        }
    }

    // What the twin answers when the driver is used as below.
    private static byte[] GoodAnswers(int number)
    {
        DriverDescription driver = Drivers[number];
        var bench = new BenchDefinition { Name = "fuzz", SafeState = [], Instruments = [Definition(driver)] };
        using var twins = new VirtualBench(bench, 1, new VirtualClock());
        var wire = new TeeWire(
            twins.TryOpenAsync(bench.Instruments[0], CancellationToken.None).AsTask().GetAwaiter().GetResult()!);
        try
        {
            UseAsync(driver, wire).GetAwaiter().GetResult();
        }
        catch (InstrumentException)
        {
            // The wiring of no sample is behind this twin; what it answered until then is a good beginning.
        }

        return [(byte)number, .. wire.Heard];
    }

    private static InstrumentDefinition Definition(DriverDescription driver) => new(
        "device",
        driver.Name,
        InstrumentDefinition.TwinAddress,
        SettingValues.Of(driver.Settings),
        [],
        SettingValues.Of(TwinCatalog.Shipped.SettingsOf(driver.Name)));

    private static async Task UseAsync(DriverDescription driver, IWire wire)
    {
        var clock = new VirtualClock();
        var gate = new SafetyGate(
            new BenchDefinition { Name = "fuzz", SafeState = [], Instruments = [Definition(driver)] }, clock);
        IInstrument instrument = driver.Make(
            new DriverContext("device", SettingValues.Of(driver.Settings), gate, clock, wire, _ => null));
        await using (instrument.ConfigureAwait(false))
        {
            await ((ScpiInstrument)instrument).OpenAsync(CancellationToken.None).ConfigureAwait(false);
            await ReadAsync(instrument).ConfigureAwait(false);
            await instrument.ReadErrorsAsync().ConfigureAwait(false);
            await instrument.MakeSafeAsync().ConfigureAwait(false);
        }
    }

    private static async ValueTask ReadAsync(IInstrument instrument)
    {
        switch (instrument)
        {
            case IRfGenerator rf:
                await rf.SetFrequencyAsync(Frequency.FromMegahertz(300)).ConfigureAwait(false);
                await rf.GetPowerAsync().ConfigureAwait(false);
                await rf.GetOutputAsync().ConfigureAwait(false);
                break;
            case INanovoltmeter meter:
                await meter.ConfigureAsync(new NanovoltmeterSettings()).ConfigureAwait(false);
                await meter.ReadAsync().ConfigureAwait(false);
                break;
            case ISourceMeter smu:
                await smu.SetComplianceAsync(Voltage.FromVolts(0.1)).ConfigureAwait(false);
                await smu.SetOutputAsync(on: true).ConfigureAwait(false);
                await smu.MeasureAsync().ConfigureAwait(false);
                await smu.IsInComplianceAsync().ConfigureAwait(false);
                break;
            case ICurrentSource source:
                await source.SetCurrentAsync(Current.FromAmperes(1e-4)).ConfigureAwait(false);
                await source.GetCurrentAsync().ConfigureAwait(false);
                await source.GetOutputAsync().ConfigureAwait(false);
                break;
            case IMagnetSupply supply:
                await supply.MeasureCurrentAsync().ConfigureAwait(false);
                await supply.ReadSetPointAsync().ConfigureAwait(false);
                break;
            case IGaussmeter gaussmeter:
                await gaussmeter.ReadFieldAsync().ConfigureAwait(false);
                await gaussmeter.ReadProbeTemperatureAsync().ConfigureAwait(false);
                break;
            case IPulseGenerator pulser:
                await pulser.GetAmplitudeAsync().ConfigureAwait(false);
                await pulser.GetWidthAsync().ConfigureAwait(false);
                await pulser.GetRepetitionAsync().ConfigureAwait(false);
                break;
        }
    }

    /// <summary>A wire whose answers are the lines of an input, after its first byte; then nothing answers.</summary>
    private sealed class ScriptWire(byte[] input) : IWire
    {
        private int at = Math.Min(1, input.Length);

        public string Address => "fuzz";

        public ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
        {
            if (at >= input.Length)
            {
                throw new WireException(InstrumentFault.Timeout, "No answer came");
            }

            int end = Array.IndexOf(input, (byte)'\n', at) is >= 0 and int found ? found : input.Length;
            ReadOnlyMemory<byte> line = input.AsMemory(at, end - at);
            at = end + 1;
            return new ValueTask<ReadOnlyMemory<byte>>(line);
        }

        public ValueTask ClearAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>A wire that keeps what is answered.</summary>
    private sealed class TeeWire(IWire wire) : IWire
    {
        public List<byte> Heard { get; } = [];

        public string Address => wire.Address;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
            wire.WriteAsync(message, cancellationToken);

        public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
        {
            ReadOnlyMemory<byte> answer = await wire.ReadAsync(cancellationToken).ConfigureAwait(false);
            Heard.AddRange(answer.Span);
            Heard.Add((byte)'\n');
            return answer;
        }

        public ValueTask ClearAsync(CancellationToken cancellationToken) => wire.ClearAsync(cancellationToken);

        public ValueTask DisposeAsync() => wire.DisposeAsync();
    }
}
