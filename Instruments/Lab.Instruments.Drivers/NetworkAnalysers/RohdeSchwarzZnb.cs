using Lab.Benches;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.NetworkAnalysers;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.NetworkAnalysers.RohdeSchwarzZnb>]

namespace Lab.Instruments.Drivers.NetworkAnalysers;

/// <summary>Rohde &amp; Schwarz ZNB, ZNBT and ZNA vector network analysers.</summary>
public sealed class RohdeSchwarzZnb : ScpiNetworkAnalyser, IShippedDriver
{
    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="settings">The settings of the bench file.</param>
    public RohdeSchwarzZnb(InstrumentSession session, SettingValues settings)
        : base(session, settings)
    {
    }

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new()
    {
        Name = "rohde-schwarz-znb",
        Kind = INetworkAnalyser.Kind,
        Summary = "Rohde & Schwarz ZNB, ZNBT or ZNA vector network analyser, S21 at one frequency",
        Settings = Keys,
        Models = ["ZNB", "ZNA"],
        Beliefs =
        [
            Belief.SetAtOpening(":INIT1:CONT", "0", "Sweeps that go on by themselves", AnswerForm.Switch, ":INIT1:CONT OFF")
                with
            { Usual = ["1"] },
            Belief.SetAtOpening(":SENS1:SWE:TYPE", "POIN", "The type of the sweep", AnswerForm.Text, ":SENS1:SWE:TYPE POIN")
                with
            { Usual = ["LIN"] },
            Belief.SetAtOpening(":SENS1:AVER", "0", "Averages over sweeps", AnswerForm.Switch, ":SENS1:AVER OFF"),
        ],
        Create = context => new RohdeSchwarzZnb(context.Session(), context.Settings),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override string Sweep => ":INIT1:IMM;*OPC?";

    /// <inheritdoc/>
    protected override string Data => ":CALC1:DATA? SDAT";

    /// <summary>Single sweeps at one frequency of a measurement of S21 of its own, without averages over sweeps, as text; then
    /// the bench file's settings.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        await Session.SendAsync(":INIT1:CONT OFF", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":SENS1:SWE:TYPE POIN;:SENS1:AVER OFF", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":FORM ASC", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($":CALC1:PAR:SDEF '{Measurement}','S21'", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($":CALC1:PAR:SEL '{Measurement}'", cancellationToken).ConfigureAwait(false);
        await ConfigureAsync(cancellationToken).ConfigureAwait(false);
    }
}
