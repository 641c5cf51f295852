using System.Globalization;
using Lab.Benches;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.FirstContact;

/// <summary>The first contact of a driver with its instrument: queries alone, each answer compared with what the driver believes.
/// It sets nothing, and does not open the driver, which would.</summary>
public sealed class FirstMeeting
{
    private const string MarkQuery = "*ESE?";
    private const string ModelsLine = "Models";
    private const string MannersLine = "Manners";

    /// <summary>More than any instrument's queue holds.</summary>
    private const int MostErrors = 64;

    private readonly InstrumentDefinition instrument;
    private readonly DriverDescription driver;
    private readonly MeetingWire wire;
    private readonly List<BeliefFinding> findings = [];
    private int unanswered;
    private string? identity;
    private string? ended;

    private FirstMeeting(InstrumentDefinition instrument, DriverDescription driver, IWire wire, TimeProvider clock)
    {
        this.instrument = instrument;
        this.driver = driver;
        this.wire = new MeetingWire(wire, clock, driver.Manners);
    }

    private InstrumentManners Manners => driver.Manners;

    private string IdentityQuery => Manners.IdentityQuery;

    private string ErrorQuery => Manners.ErrorQuery;

    /// <summary>Meets one instrument of a bench. An instrument that does not answer, or is another one,
    /// is a result and no error.</summary>
    /// <param name="instrument">The instrument as the bench file has it.</param>
    /// <param name="drivers">The drivers that the bench file can name.</param>
    /// <param name="wires">Asked in turn for its address.</param>
    /// <param name="clock">The bench's clock, on which answers are timed.</param>
    /// <param name="cancellationToken">Ends the meeting.</param>
    public static async Task<InstrumentMeeting> WithAsync(
        InstrumentDefinition instrument, DriverCatalog drivers, IReadOnlyList<IWireProvider> wires, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentNullException.ThrowIfNull(drivers);
        ArgumentNullException.ThrowIfNull(wires);
        DriverDescription driver = drivers.Get(instrument.Driver).For(instrument);
        var result = new InstrumentMeeting(instrument.Name, driver.Name, instrument.Address)
        {
            Table = $"{driver.Kind.Interface.Namespace!.Split('.')[^1]}/README.md",
        };
        if (driver.IsComposite)
        {
            return result with { Address = string.Empty };
        }

        try
        {
            foreach (IWireProvider provider in wires)
            {
                if (await provider.TryOpenAsync(instrument, cancellationToken).ConfigureAwait(false) is { } opened)
                {
                    await using (opened.ConfigureAwait(false))
                    {
                        return await new FirstMeeting(instrument, driver, opened, clock).MeetAsync(
                            result, cancellationToken).ConfigureAwait(false);
                    }
                }
            }
        }
        catch (WireException error)
        {
            return result with
            {
                Ended =
                $"The wire does not open: {error.Message}. Check that the instrument is on and connected, and its address."
            };
        }

        return result with { Ended = $"'{instrument.Address}' is not an address that this version of Lab can open." };
    }

    private async Task<InstrumentMeeting> MeetAsync(InstrumentMeeting result, CancellationToken cancellationToken)
    {
        if (IdentityQuery.Length > 0)
        {
            await IdentifyAsync(cancellationToken).ConfigureAwait(false);
        }

        foreach (Belief belief in driver.Beliefs.Select(each => each.At(instrument.Settings)))
        {
            await CompareAsync(belief, cancellationToken).ConfigureAwait(false);
        }

        if (Manners.Completion != Completion.OwnReport)
        {
            await CompareAsync(MarkBelief(), cancellationToken).ConfigureAwait(false);
            await AskTwiceInOneMessageAsync(cancellationToken).ConfigureAwait(false);
        }

        if (Manners.Errors == ErrorReporting.ScpiQueue)
        {
            await ReadErrorsAsync(cancellationToken).ConfigureAwait(false);
        }

        return result with { Identity = identity, Findings = [.. findings], Manners = [.. wire.Manners.Seen], Ended = ended };
    }

    private static Belief MarkBelief() => Belief.SetAtOpening(
        "*ESE", $"{Answers.Mark}", "The mask of events", AnswerForm.Register, "*ESE") with
    {
        // Some Kepco cards wake up with the bits of their own error reports.
        Usual = ["0", "8", "72"],
    };

    private async Task IdentifyAsync(CancellationToken cancellationToken)
    {
        MeetingAnswer first = await AskIdentityAsync(cancellationToken).ConfigureAwait(false);
        if (first.Text is null)
        {
            Add(
                IdentityQuery,
                "The identity",
                Expected().Description,
                first,
                BeliefOutcome.NotAnswered,
                Silence(first),
                ModelsLine);
            ended = "The instrument does not say who it is, so that nothing else was asked. Check that it is on, its address, "
                + "and that no other "
                + "program holds the connection.";
            return;
        }

        string answer = first.Text;
        BeliefOutcome outcome = BeliefOutcome.Agrees;
        string words = string.Empty;
        if (!Manners.HasFreeIdentity && !Answers.IsIdentity(answer)
            && await wire.ReadFurtherAsync(cancellationToken).ConfigureAwait(false) is { } further && Answers.IsIdentity(further))
        {
            wire.Manners.Note(isSo: true, "It greets before it answers.");
            (outcome, words) = (
                BeliefOutcome.Differs, $"'{answer}' comes before the identity: this is a port for people, most likely telnet.");
            answer = further;
        }

        FormReading reading = Expected().Read(answer);
        MeetingAnswer second = await wire.AskAsync(IdentityQuery, cancellationToken).ConfigureAwait(false);
        if (reading.Problem is { } problem)
        {
            (outcome, words) = (BeliefOutcome.Differs, $"'{answer}' {problem}.");
            ended =
                "Another instrument answers, so that nothing else was asked. Correct the address or the driver in the "
                    + "bench file.";
        }
        else if (first.IsAfterEcho)
        {
            (outcome, words) = (
                BeliefOutcome.Differs, "The query comes back before its answer; on a serial port write 'serial: { echo: on }'.");
        }
        else if (second.Text != answer)
        {
            (outcome, words) = (BeliefOutcome.Differs, $"Asked again it answers '{second.Text ?? "nothing"}'.");
        }

        identity = answer;
        Add(IdentityQuery, "The identity", Expected().Description, first with { Text = answer }, outcome, words, ModelsLine);

        AnswerForm Expected() => Manners.HasFreeIdentity ? AnswerForm.Holding(driver.Models) : AnswerForm.Identity(driver.Models);
    }

    // What the instrument still had to say to an earlier user goes first.
    private async Task<MeetingAnswer> AskIdentityAsync(CancellationToken cancellationToken)
    {
        MeetingAnswer answer = await wire.AskAsync(IdentityQuery, cancellationToken).ConfigureAwait(false);
        if (answer.Text is not null)
        {
            return answer;
        }

        return await wire.ClearAsync(cancellationToken).ConfigureAwait(false) is null
            ? await wire.AskAsync(IdentityQuery, cancellationToken).ConfigureAwait(false)
            : answer;
    }

    private async Task CompareAsync(Belief belief, CancellationToken cancellationToken)
    {
        if (ended is not null)
        {
            return;
        }

        MeetingAnswer answer = await wire.AskAsync(belief.Query, cancellationToken).ConfigureAwait(false);
        if (belief.Form == AnswerForm.Register && answer.Text is { } register)
        {
            wire.Manners.LookAtRegister(register);
        }

        if (answer.Text is { } text && Answers.WithoutHeader(text) is { } bare && bare != text)
        {
            wire.Manners.Note(isSo: true, "Headers stand before its answers.");
            answer = answer with { Text = bare };
        }

        (BeliefOutcome outcome, string words) = Compare(belief, answer);
        Add(belief.Query, belief.Tells, ExpectedOf(belief), answer, outcome, words, belief.Line);
        if (answer.Text is null)
        {
            unanswered++;
            await RequireStillThereAsync(belief.Query, cancellationToken).ConfigureAwait(false);
        }
    }

    private (BeliefOutcome Outcome, string Words) Compare(Belief belief, MeetingAnswer answer)
    {
        if (answer.Text is not { } text)
        {
            return belief.IsOptional && answer.Fault!.Fault == InstrumentFault.Timeout
                ? (BeliefOutcome.NotKnown, "Not known to this instrument; the driver does without it.")
                : (BeliefOutcome.NotAnswered, Silence(answer));
        }

        FormReading reading = belief.Form.Read(text);
        if (reading.Problem is { } problem)
        {
            return (BeliefOutcome.Differs, $"'{text}' {problem}.");
        }

        if (answer.Took > belief.Longest)
        {
            return (BeliefOutcome.Differs, $"The answer took {answer.Took}; no more than {belief.Longest} was expected.");
        }

        string? wanted = belief.Wanted?.Invoke(instrument.Settings);
        if (wanted is null || belief.Form.IsSame(reading.Value, wanted))
        {
            return (BeliefOutcome.Agrees, string.Empty);
        }

        return belief.SetBy is not { } set
            ? (BeliefOutcome.Differs, $"It is {text}; the driver relies on {wanted} and does not set it.")
            : belief.Usual.Any(usual => belief.Form.IsSame(reading.Value, usual))
                ? (BeliefOutcome.Agrees, $"As from the factory; opening sets it: {set(instrument.Settings)}")
                : (BeliefOutcome.LeftBehind, $"It is {text}, left behind by an earlier user; opening sets it: "
                    + $"{set(instrument.Settings)}");
    }

    // Silence after a query that some models do not know says little; after the identity it says that the instrument is gone.
    private async Task RequireStillThereAsync(string query, CancellationToken cancellationToken)
    {
        string? failure = await wire.ClearAsync(cancellationToken).ConfigureAwait(false);
        if (failure is null && IdentityQuery.Length == 0)
        {
            return;
        }

        if (failure is null && (await wire.AskAsync(IdentityQuery, cancellationToken).ConfigureAwait(false)).Text == identity)
        {
            return;
        }

        ended = failure is null
            ? $"After {query} the instrument does not say any more who it is, so that the rest was not asked. Switch it off and "
                + "on and meet it again."
            : $"After {query} the wire cannot be cleared: {failure}. The rest was not asked.";
    }

    // Asked late: an instrument that answers the last query alone, or both in two lines, is out of step after it.
    private async Task AskTwiceInOneMessageAsync(CancellationToken cancellationToken)
    {
        if (ended is not null || Manners.MaximumMessageLength < (2 * MarkQuery.Length) + 1)
        {
            return;
        }

        const string query = $"{MarkQuery};{MarkQuery}";
        MeetingAnswer answer = await wire.AskAsync(query, cancellationToken).ConfigureAwait(false);
        string[] parts = answer.Text?.Split(';') ?? [];
        bool areBoth = parts.Length == 2 && parts.All(part => Answers.Register(part) is not null);
        wire.Manners.Note(isSo: true, areBoth ? $"Two queries in a message are answered in one line: {answer.Text}."
            : answer.Text is null ? "Two queries in a message are not answered."
            : $"Two queries in a message are answered with {answer.Text} alone.");
        if (!Manners.TakesSeveralQueries || areBoth)
        {
            Add(query, "Two queries in a message", Expected(), answer, BeliefOutcome.Agrees, string.Empty, MannersLine);
        }
        else
        {
            Add(
                query,
                "Two queries in a message",
                Expected(),
                answer,
                answer.Text is null ? BeliefOutcome.NotAnswered : BeliefOutcome.Differs,
                answer.Text is null
                    ? Silence(answer)
                    : $"'{answer.Text}' is not both answers in one line; the driver asks several queries in a message.",
                MannersLine);
        }

        if (!areBoth)
        {
            unanswered++;
            await RequireStillThereAsync(query, cancellationToken).ConfigureAwait(false);
        }

        string Expected() =>
            Manners.TakesSeveralQueries ? "both answers in one line" : "anything; the driver asks one query a message";
    }

    // Reading the queue empties it, so that this comes last. What this meeting's own unanswered questions left is at its end.
    private async Task ReadErrorsAsync(CancellationToken cancellationToken)
    {
        if (ended is not null)
        {
            return;
        }

        var errors = new List<string>();
        Duration took = default;
        while (errors.Count < MostErrors)
        {
            MeetingAnswer answer = await wire.AskAsync(ErrorQuery, cancellationToken).ConfigureAwait(false);
            took = answer.Took > took ? answer.Took : took;
            if (answer.Text is null || Answers.ErrorEntry(answer.Text) is not var (code, _))
            {
                Add(
                    answer.Text is null ? BeliefOutcome.NotAnswered : BeliefOutcome.Differs,
                    answer,
                    answer.Text is null ? Silence(answer) : $"'{answer.Text}' is not an entry of the error queue.");
                return;
            }

            if (code == 0)
            {
                break;
            }

            errors.Add(Answers.WithoutHeader(answer.Text));
        }

        int own = Math.Min(unanswered, errors.Count);
        List<string> before = errors[..^own];
        string ownWords = own == 0
            ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $" {own} more from questions of this meeting that are not known.");
        Add(
            before.Count == 0 ? BeliefOutcome.Agrees : BeliefOutcome.LeftBehind,
            new MeetingAnswer(before.Count == 0 ? "no error" : string.Join("; ", before), took, Fault: null, IsAfterEcho: false),
            before.Count == 0
                ? ownWords.Trim()
                : $"An earlier user left {string.Join("; ", before)} in the queue; opening empties it, as this meeting "
                    + $"did.{ownWords}");

        void Add(BeliefOutcome outcome, MeetingAnswer answer, string words) =>
            this.Add(
                ErrorQuery, "The error queue", $"{AnswerForm.ErrorEntry.Description}; empty", answer, outcome, words, ErrorQuery);
    }

    private static string Silence(MeetingAnswer answer) => $"No answer: {answer.Fault!.Message}.";

    private string ExpectedOf(Belief belief) =>
        belief.Wanted is { } wanted ? $"{belief.Form.Description}; {wanted(instrument.Settings)}" : belief.Form.Description;

    private void Add(
        string query, string tells, string expected, MeetingAnswer answer, BeliefOutcome outcome, string words, string line) =>
        findings.Add(new BeliefFinding(query, tells, expected, answer.Text, outcome, words, line, answer.Took));
}
