using Lab.Benches;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.NetworkAnalysers;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.NetworkAnalysers.KeysightPna>]

namespace Lab.Instruments.Drivers.NetworkAnalysers;

/// <summary>Keysight (Agilent) PNA, PNA-L and PNA-X vector network analysers, N522x to N524x.</summary>
public sealed class KeysightPna : ScpiNetworkAnalyser, IShippedDriver
{
    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="settings">The settings of the bench file.</param>
    public KeysightPna(InstrumentSession session, SettingValues settings)
        : base(session, settings)
    {
    }

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new()
    {
        Name = "keysight-pna",
        Kind = INetworkAnalyser.Kind,
        Summary = "Keysight PNA, PNA-L or PNA-X vector network analyser, S21 at one frequency",
        Settings = Keys,
        Models = ["N522", "N523", "N524"],
        Beliefs =
        [
            Belief.SetAtOpening(":SENS1:SWE:TYPE", "CW", "The type of the sweep", AnswerForm.Text, ":SENS1:SWE:TYPE CW")
                with
            { Usual = ["LIN"] },
            Belief.SetAtOpening(":SENS1:AVER", "0", "Averages over sweeps", AnswerForm.Switch, ":SENS1:AVER OFF"),
            Belief.SetAtOpening(":TRIG:SOUR", "IMM", "What starts a sweep", AnswerForm.Text, ":TRIG:SOUR IMM"),
        ],
        Create = context => new KeysightPna(context.Session(), context.Settings),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override string Sweep => ":SENS1:SWE:MODE SING;*OPC?";

    /// <inheritdoc/>
    protected override string Data => ":CALC1:DATA? SDATA";

    /// <summary>On hold, at one frequency, with a measurement of S21 of its own, without averages over sweeps, as text; then the
    /// bench file's settings. A measurement of the same name that is there is taken again.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        await Session.SendAsync(":SENS1:SWE:MODE HOLD;:TRIG:SOUR IMM", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":SENS1:SWE:TYPE CW;:SENS1:AVER OFF", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":FORM ASC,0", cancellationToken).ConfigureAwait(false);
        string catalogue = await Session.QueryAsync(":CALC1:PAR:CAT:EXT?", cancellationToken).ConfigureAwait(false);
        if (!catalogue.Trim('"').Split(',').Contains(Measurement))
        {
            await Session.SendAsync($":CALC1:PAR:EXT '{Measurement}',S21", cancellationToken).ConfigureAwait(false);
        }

        await Session.SendAsync($":CALC1:PAR:SEL '{Measurement}'", cancellationToken).ConfigureAwait(false);
        await ConfigureAsync(cancellationToken).ConfigureAwait(false);
    }
}
