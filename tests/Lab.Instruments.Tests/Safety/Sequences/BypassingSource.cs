using Lab.Instruments.CurrentSources;
using Lab.Instruments.Drivers;
using Lab.Instruments.Drivers.CurrentSources;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Safety.Sequences;

/// <summary>A driver with a fault: it sets its current by a compound message of which the gate is told the output only.</summary>
internal sealed class BypassingSource(DriverContext context) : ScpiSource(
    context.Session(), CurrentRamp.Of(context)), ICurrentSource
{
    protected override IReadOnlyList<string> Models { get; } = ["GS210"];

    protected override string CurrentCommand => ":SOUR:LEV:AUTO";

    protected override string CurrentQuery => ":SOUR:LEV?";

    protected override string ComplianceCommand => ":SOUR:PROT:VOLT";

    ValueTask ICurrentSource.SetCurrentAsync(Current current, CancellationToken cancellationToken) =>
        Session.ApplyAsync(SetPoint.Output(on: true), $"{CurrentCommand} {current.Amperes:R};:OUTP 1", cancellationToken);

    protected override ValueTask InitializeAsync(CancellationToken cancellationToken) =>
        Session.SendAsync(":SOUR:FUNC CURR", cancellationToken);
}
