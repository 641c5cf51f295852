using System.Globalization;
using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.SwitchMatrices;
using Lab.Instruments.Terminals;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.SwitchMatrices.Keithley7001>]

namespace Lab.Instruments.Drivers.SwitchMatrices;

/// <summary>Keithley 7001 and 7002 switch systems with scanner or matrix cards.</summary>
public sealed class Keithley7001 : ScpiInstrument, ISwitchMatrix, IShippedDriver
{
    private const string SettlingKey = "settling";
    private const string ClosedQuery = ":CLOS:STAT?";
    private const string OpenAll = ":OPEN ALL";

    private readonly ISafetyGate gate;
    private readonly string[][] routes;
    private readonly Duration settling;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="gate">The safety gate, which is asked before anything opens for a route.</param>
    /// <param name="routes">The crosspoints of each route, from the first.</param>
    /// <param name="settling">Time that relays take to open or to close.</param>
    public Keithley7001(
        InstrumentSession session, ISafetyGate gate, IReadOnlyList<IReadOnlyList<string>> routes, Duration settling)
        : base(session)
    {
        ArgumentNullException.ThrowIfNull(gate);
        ArgumentNullException.ThrowIfNull(routes);
        this.gate = gate;
        this.routes = [.. routes.Select(route => route.ToArray())];
        this.settling = settling;
    }

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "keithley-7001",
        Kind = ISwitchMatrix.Kind,
        Summary = "Keithley 7001 or 7002 switch system",
        Settings =
        [
            .. Enumerable.Range(1, ISwitchMatrix.MostRoutes).Select(route => SettingKey.Text(
                KeyOf(route), string.Empty,
                $"Crosspoints of route {route}: slot!row!column of a matrix card or slot!channel, `1!1!3, 1!2!4`.")),
            SettingKey.NotNegative<Duration>(
                SettlingKey, Duration.FromMilliseconds(20), "Time that relays take to open or to close."),
        ],
        Models = ["MODEL 7001", "MODEL 7002"],
        Beliefs =
        [
            Belief.ReliedOn(ClosedQuery, "(@)", "The closed crosspoints", AnswerForm.Text, "closed crosspoints"),
        ],
        Create = context => new Keithley7001(
            context.Session(),
            context.Gate,
            [.. Enumerable.Range(1, ISwitchMatrix.MostRoutes).Select(route => RouteOf(context, route))],
            context.Settings.Get<Duration>(SettlingKey)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    public async ValueTask SetRouteAsync(int route, bool closed, CancellationToken cancellationToken = default)
    {
        if (!closed)
        {
            if (await IsRouteClosedAsync(route, cancellationToken).ConfigureAwait(false))
            {
                await OpenAllAsync(cancellationToken).ConfigureAwait(false);
            }

            return;
        }

        string[] wanted = CrosspointsOf(route);
        string command = $":CLOS (@{string.Join(',', wanted)})";
        gate.CheckTarget(Name, new SetPoint(TerminalOf(route), Channels.Output, 1), command);
        IReadOnlyList<string> present = await ReadClosedAsync(cancellationToken).ConfigureAwait(false);
        if (present.ToHashSet().SetEquals(wanted))
        {
            return;
        }

        if (present.Count > 0)
        {
            await OpenAllAsync(cancellationToken).ConfigureAwait(false); // break before make
        }

        await Session.ApplyAsync(new SetPoint(TerminalOf(route), Channels.Output, 1), command, cancellationToken)
            .ConfigureAwait(false);
        await Session.Clock.WaitAsync(settling, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> made = await ReadClosedAsync(cancellationToken).ConfigureAwait(false);
        if (!made.ToHashSet().SetEquals(wanted))
        {
            throw new InstrumentException(
                InstrumentFault.BadAnswer,
                $"Route {route} should close {string.Join(", ", wanted)}, and {Listed(made)} closed",
                $"{Name}, {ClosedQuery}",
                "Check slot, row and column in the bench file against the cards.");
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> IsRouteClosedAsync(int route, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<string> closed = await ReadClosedAsync(cancellationToken).ConfigureAwait(false);
        return Observe(route, closed);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> ReadClosedAsync(CancellationToken cancellationToken = default) =>
        Session.QueryAsync(ClosedQuery, ReadList, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ReadBackAsync(CancellationToken cancellationToken = default)
    {
        IReadOnlyList<string> closed = await ReadClosedAsync(cancellationToken).ConfigureAwait(false);
        for (int route = 1; route <= routes.Length; route++)
        {
            Observe(route, closed);
        }
    }

    /// <summary>A route is opened with all others.</summary>
    /// <param name="terminal">The route.</param>
    public IDrive At(string terminal) => this;

    /// <summary>Opens all crosspoints.</summary>
    /// <exception cref="InstrumentException">A relay did not open, the instrument refuses or does not answer.</exception>
    public override ValueTask MakeSafeAsync(CancellationToken cancellationToken = default) => OpenAllAsync(cancellationToken);

    private static string KeyOf(int route) => $"route_{route}";

    private static string TerminalOf(int route) => route.ToString(CultureInfo.InvariantCulture);

    private static string Listed(IReadOnlyList<string> crosspoints) =>
        crosspoints.Count == 0 ? "nothing" : string.Join(", ", crosspoints);

    private static IReadOnlyList<string> RouteOf(DriverContext context, int route)
    {
        string text = context.Settings.Get<string>(KeyOf(route));
        string[] crosspoints = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return Array.TrueForAll(crosspoints, IsCrosspoint) ? crosspoints : throw new BenchException(
            $"{context.Name}: the key '{KeyOf(route)}' is '{text}'; write crosspoints such as 1!1!3, 1!2!4 or channels such "
                + "as 1!5.");
    }

    private static bool IsCrosspoint(string text) =>
        text.Split('!') is { Length: 2 or 3 } numbers && Array.TrueForAll(
            numbers, number => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0);

    private string[] CrosspointsOf(int route) => routes[route - 1] is { Length: > 0 } wanted
        ? wanted
        : throw new InstrumentException(
            InstrumentFault.Limit,
            $"Route {route} has no crosspoints",
            $"{Name}.{route}, :CLOS",
            $"Nothing was sent. Name them in the bench file, in the key '{KeyOf(route)}'.");

    private bool Observe(int route, IReadOnlyList<string> closed)
    {
        string[] crosspoints = routes[route - 1];
        bool isClosed = crosspoints.Length > 0 && Array.TrueForAll(crosspoints, crosspoint => closed.Contains(crosspoint));
        Session.Observe(new SetPoint(TerminalOf(route), Channels.Output, isClosed ? 1 : 0));
        return isClosed;
    }

    private async ValueTask OpenAllAsync(CancellationToken cancellationToken)
    {
        await Session.SendAsync(OpenAll, cancellationToken).ConfigureAwait(false);
        await Session.Clock.WaitAsync(settling, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> left = await ReadClosedAsync(cancellationToken).ConfigureAwait(false);
        for (int route = 1; route <= routes.Length; route++)
        {
            Observe(route, left);
        }

        if (left.Count > 0)
        {
            throw new InstrumentException(
                InstrumentFault.BadAnswer,
                $"All crosspoints should be open, and {Listed(left)} stayed closed",
                $"{Name}, {OpenAll}",
                "Nothing was closed. Check the card for relays that stick.");
        }
    }

    // (@1!1!3,1!2!4), and (@) where nothing is closed.
    private IReadOnlyList<string> ReadList(string answer)
    {
        string text = answer.Trim();
        if (!text.StartsWith("(@", StringComparison.Ordinal) || !text.EndsWith(')'))
        {
            throw Session.BadAnswer(answer, ClosedQuery, "a list of crosspoints");
        }

        string[] crosspoints = text[2..^1].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return Array.TrueForAll(crosspoints, IsCrosspoint)
            ? crosspoints
            : throw Session.BadAnswer(answer, ClosedQuery, "a list of crosspoints");
    }
}
