using Lab.Benches;
using Lab.Instruments.CurrentSources;
using Lab.Instruments.Drivers;
using Lab.Instruments.Nanovoltmeters;
using Lab.Instruments.RfGenerators;
using Lab.Instruments.Tests.Benches;
using Lab.Mocks;
using Lab.Quantities;
using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

/// <summary>Shipped drivers on a bench whose instruments share one adapter.</summary>
public class PrologixBenchTests
{
    private static readonly (string Name, string Address)[] Instruments = [("rf", "28"), ("voltmeter", "7"), ("line", "1")];

    [Fact]
    public async Task Bench_OneOfThreeInstrumentsTimesOut_TheOthersAreNotHarmed()
    {
        await using var adapter = new PrologixStandIn();
        adapter.Start();
        BenchDefinition definition = Behind(adapter.Port);
        using var twins = new VirtualBench(definition, 1, TimeProvider.System);
        using var oneAtATime = new SemaphoreSlim(1);
        foreach ((string name, string address) in Instruments)
        {
            ITwin twin = twins.Find(name)!;
            adapter.Instruments[address] = new GpibTalker(async (message, stop) =>
            {
                await oneAtATime.WaitAsync(stop);
                try
                {
                    return (await twin.ExecuteAsync(message, stop)).ToArray();
                }
                finally
                {
                    oneAtATime.Release();
                }
            });
        }

        await using OpenBench bench = await OpenBench.OpenAsync(
            definition, [new PrologixWires()], TimeProvider.System, simulation: null, default);
        var rf = bench.Get<IRfGenerator>("rf");
        var line = bench.Get<ICurrentSource>("line");
        var voltmeter = bench.Get<INanovoltmeter>("voltmeter");
        adapter.Instruments["7"].IsMute = true;

        Task<InstrumentException> reading = Assert.ThrowsAsync<InstrumentException>(() => voltmeter.ReadAsync().AsTask());
        int exchanges = 0;
        for (; exchanges < 10 || !reading.IsCompleted; exchanges++)
        {
            Frequency frequency = Frequency.FromMegahertz(300 + (exchanges % 100));
            Current current = Current.FromMilliamperes(exchanges % 10);
            Task settingRf = SetAndCheckAsync(rf, frequency);
            await line.SetCurrentAsync(current);
            Assert.Equal(current.Amperes, (await line.GetCurrentAsync()).Amperes, 1e-9);
            await settingRf;
        }

        Assert.Equal(InstrumentFault.Timeout, (await reading).Fault);
        adapter.Instruments["7"].IsMute = false;
        Assert.InRange((await voltmeter.ReadAsync()).Volts, -1e-3, 1e-3); // dark: no tone is on
        Assert.Equal(1, adapter.ConnectionCount);
        Assert.Equal(0, ((ScpiInstrument)rf).RetryCount + ((ScpiInstrument)line).RetryCount);
        Assert.Equal((0, 0), (adapter.Instruments["28"].ClearCount, adapter.Instruments["1"].ClearCount));
    }

    private static async Task SetAndCheckAsync(IRfGenerator rf, Frequency frequency)
    {
        await rf.SetFrequencyAsync(frequency);
        Assert.Equal(frequency.Hertz, (await rf.GetFrequencyAsync()).Hertz, 1.0);
    }

    private static BenchDefinition Behind(int port)
    {
        BenchDefinition shipped = ShippedBench.Read();
        return shipped with
        {
            SafeState = [],
            Wiring = [.. shipped.Wiring.Where(wiring => Array.Exists(Instruments, each => each.Name == wiring.Instrument))],
            Instruments =
            [
                .. Instruments.Select(each => shipped.Instruments.Single(instrument => instrument.Name == each.Name) with
                {
                    Address = $"PRLGX-TCPIP::127.0.0.1::{port}::GPIB::{each.Address}::INSTR",
                    Timeout = Duration.FromSeconds(each.Name == "voltmeter" ? 3 : 30),
                }),
            ],
        };
    }
}
