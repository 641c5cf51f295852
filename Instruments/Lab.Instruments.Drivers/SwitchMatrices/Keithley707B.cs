using System.Text.RegularExpressions;
using Lab.Benches.Safety;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.SwitchMatrices;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.SwitchMatrices.Keithley707B>]

namespace Lab.Instruments.Drivers.SwitchMatrices;

/// <summary>Keithley 707B and 708B switching matrices in their TSP language.</summary>
/// <remarks>What follows two dashes is a comment in this language: the question mark in it tells the session that an answer
/// comes.</remarks>
public sealed partial class Keithley707B : RoutedMatrix, IShippedDriver
{
    private const string Query = "print(channel.getclose(\"allslots\")) --?";

    /// <summary>Creates the driver on an open session.</summary>
    /// <inheritdoc cref="RoutedMatrix" path="/param"/>
    public Keithley707B(
        InstrumentSession session, ISafetyGate gate, IReadOnlyList<IReadOnlyList<string>> routes, Duration settling)
        : base(session, gate, routes, settling)
    {
    }

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "keithley-707b",
        Kind = ISwitchMatrix.Kind,
        Summary = "Keithley 707B or 708B switching matrix",
        Settings = Keys("slot, row and column of a matrix card, `1A03, 1B04`"),
        Manners = new InstrumentManners
        {
            ErrorQuery = "print(string.format(\"%d,%s\", errorqueue.next())) --?",
            Completion = Completion.EventsInOwnMessage,
        },
        Models = ["Model 707B", "Model 708B"],
        Beliefs = [Belief.ReliedOn(Query, "nil", "The closed crosspoints", AnswerForm.Text, "closed crosspoints (707B)")],
        Create = context => new Keithley707B(
            context.Session(),
            context.Gate,
            RoutesOf(context, text => Crosspoint().IsMatch(text), "crosspoints such as 1A03, 1B04"),
            SettlingOf(context)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override string ClosedQuery => Query;

    /// <inheritdoc/>
    protected override string OpenAll => "channel.open(\"allslots\")";

    /// <inheritdoc/>
    protected override string CloseCommand(IReadOnlyList<string> crosspoints) =>
        $"channel.close(\"{string.Join(',', crosspoints)}\")";

    /// <inheritdoc/>
    /// <remarks><c>1A03;1B04</c>, and <c>nil</c> where nothing is closed.</remarks>
    protected override IReadOnlyList<string> ReadList(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        string text = answer.Trim();
        string[] crosspoints = text == "nil"
            ? []
            : text.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return (text == "nil" || crosspoints.Length > 0) && Array.TrueForAll(crosspoints, each => Crosspoint().IsMatch(each))
            ? crosspoints
            : throw Session.BadAnswer(answer, Query, "a list of crosspoints");
    }

    /// <summary>First of all no prompts and no shown errors: with them, lines come that nothing asked for.</summary>
    protected override ValueTask InitializeAsync(CancellationToken cancellationToken) =>
        Session.SendAsync("localnode.prompts = 0 localnode.showerrors = 0", cancellationToken);

    [GeneratedRegex("^[1-6][A-H][0-9]{2}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Crosspoint();
}
