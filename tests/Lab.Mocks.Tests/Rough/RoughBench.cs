using System.Text;
using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Mocks.Rough;

namespace Lab.Mocks.Tests.Rough;

/// <summary>A virtual bench with one rough twin named <c>device</c>, on a virtual clock.</summary>
internal sealed class RoughBench : IDisposable
{
    public RoughBench(
        string driver, SamplePort? port = null, ulong seed = 1, string address = "sim:rough",
        params (string Key, object Value)[] twin)
    {
        Virtual = new VirtualBench(
            new BenchDefinition
            {
                Name = "test",
                SafeState = [],
                Sample = new SampleDefinition
                {
                    Junctions = [new JunctionDefinition { Name = "junction" }],
                    Magnet = new MagnetDefinition { Remanence = default },
                },
                Wiring = port is { } wired
                    ? [
                        new WiringDefinition("device", wired, Part: null, default),
                        new WiringDefinition("coil", SamplePort.Coil, Part: null, default)
                    ]
                    : [],
                Instruments =
                [
                    new InstrumentDefinition(
                        "device",
                        driver,
                        address,
                        SettingValues.Of(DriverCatalog.Shipped.Get(driver).Settings, []),
                        [],
                        SettingValues.Of(TwinCatalog.Shipped.SettingsOf(driver), twin)),
                ],
            },
            seed,
            Clock);
    }

    public VirtualClock Clock { get; } = new();

    public VirtualBench Virtual { get; }

    private ITwin Twin => Virtual.Find("device")!;

    /// <summary>Sends a message over the wire; the bytes of the answer as text, empty where none comes.</summary>
    public async Task<string> SendAsync(string message) =>
        Encoding.Latin1.GetString((await Twin.ExecuteAsync(Encoding.Latin1.GetBytes(message), default)).Span);

    /// <summary>Asks at the front panel, without the manners of the wire.</summary>
    public async Task<string> LookAsync(string message) =>
        Encoding.Latin1.GetString(
            (await ((RoughTwin)Twin).Instrument.ExecuteAsync(Encoding.Latin1.GetBytes(message), default)).Span);

    public void PowerCycle() => Twin.PowerCycle();

    public void Dispose() => Virtual.Dispose();
}
