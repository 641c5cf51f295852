using Lab.Instruments;
using Lab.Instruments.Drivers;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Terminals;
using Lab.Mocks;
using Lab.Mocks.Scpi;
using Lab.Modules;
using Lab.Quantities;

namespace Lab.Cli.Tests.Modules;

/// <summary>A module whose driver sets its power when it is opened, reads nothing back, and leaves its output on.</summary>
internal sealed class CarelessModule : ILabModule
{
    public const string Driver = "careless-heater";

    private static readonly InstrumentKind Heater = new("a heater", typeof(IHeater),
    [
        new TerminalDefinition
        {
            SafeRank = SafeRanks.Bias,
            IsSwitched = true,
            Channels = [ChannelDefinition.Of<Power>("power") with { Reach = ChannelReach.ThroughOutput }],
        },
    ]);

    private interface IHeater : IDrivesSample;

    public string Name => "careless";

    public void Register(LabRegistry registry)
    {
        registry.Add(Heater);
        registry.Add(new DriverDescription
        {
            Name = Driver,
            Kind = Heater,
            Summary = "A careless heater",
            Models = ["H1"],
            Create = context => new CarelessHeater(context.Session()),
        });
        registry.Add(new TwinDescription { Driver = Driver, Create = context => new HeaterTwin(context) });
    }

    private sealed class CarelessHeater(InstrumentSession session) : ScpiInstrument(session), IHeater
    {
        protected override IReadOnlyList<string> Models => ["H1"];

        public async ValueTask ReadBackAsync(CancellationToken cancellationToken = default) =>
            Session.Observe(SetPoint.Output(await Session.QuerySwitchAsync(":OUTP?", cancellationToken)));

        public override ValueTask MakeSafeAsync(CancellationToken cancellationToken = default) =>
            Session.ApplyAsync(new SetPoint("heat", 0), ":OUTP 1", cancellationToken);

        protected override ValueTask InitializeAsync(CancellationToken cancellationToken) =>
            Session.ApplyAsync(SetPoint.Of("power", Power.FromWatts(1)), "*CLS", cancellationToken);
    }

    private sealed class HeaterTwin : ScpiTwin
    {
        private bool output;

        public HeaterTwin(TwinContext context)
            : base(context, "TEST,H1,1,1")
        {
            Commands.Switch(":OUTPut[:STATe]", () => output, on => output = on);
        }

        protected override void Reset() => output = false;
    }
}
