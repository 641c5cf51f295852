using System.Text;
using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Wires;
using Lab.Mocks;
using Lab.Quantities;

namespace Lab.Instruments.Tests.FirstContact;

/// <summary>A twin that is met for the first time, with what the meeting sent to it.</summary>
internal sealed class MetTwin : IWireProvider, IDisposable
{
    private readonly VirtualClock clock = new();
    private readonly VirtualBench twins;
    private readonly InstrumentDefinition instrument;

    public MetTwin(string driver, bool rough, params (string Key, object Value)[] settings)
    {
        DriverDescription description = DriverCatalog.Shipped.Get(driver);
        instrument = new InstrumentDefinition(
            "device",
            driver,
            InstrumentDefinition.TwinAddress,
            SettingValues.Of(description.Settings, settings),
            [],
            SettingValues.Of(TwinCatalog.Shipped.SettingsOf(driver)))
        {
            Terminals = description.Terminals,
        };
        twins = new VirtualBench(
            new BenchDefinition { Name = "test", SafeState = [], Instruments = [instrument] }, seed: 1, clock, isRough: rough);
    }

    public List<string> Sent { get; } = [];

    public Task<InstrumentMeeting> MeetAsync() =>
        FirstMeeting.WithAsync(instrument, DriverCatalog.Shipped, [this], clock, default);

    public async ValueTask<IWire?> TryOpenAsync(InstrumentDefinition instrument, CancellationToken cancellationToken) =>
        new Listening((await twins.TryOpenAsync(instrument, cancellationToken))!, Sent);

    public void Dispose() => twins.Dispose();

    private sealed class Listening(IWire wire, List<string> sent) : IWire
    {
        public string Address => wire.Address;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            sent.Add(Encoding.UTF8.GetString(message.Span));
            return wire.WriteAsync(message, cancellationToken);
        }

        public ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken) =>
            wire.ReadAsync(cancellationToken);

        public void AllowForNextAnswer(Duration extra) => wire.AllowForNextAnswer(extra);

        public ValueTask ClearAsync(CancellationToken cancellationToken) => wire.ClearAsync(cancellationToken);

        public ValueTask DisposeAsync() => wire.DisposeAsync();
    }
}
