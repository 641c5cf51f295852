using System.Globalization;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.Sessions;

/// <content>Queries and what their answers mean.</content>
public sealed partial class InstrumentSession
{
    /// <summary>Sends a query and returns its answer.</summary>
    /// <exception cref="InstrumentException">No answer; the instrument's own error, if it has one,
    /// is part of the message.</exception>
    public ValueTask<string> QueryAsync(string query, CancellationToken cancellationToken) =>
        QueryAsync(query, static answer => answer, cancellationToken);

    /// <summary>Sends a query and reads its answer; an answer that cannot be read, or that did not come, is asked for again
    /// within the policy's bound.</summary>
    /// <param name="query">The query.</param>
    /// <param name="read">Reads the answer; throws an <see cref="InstrumentException"/> where it breaks the
    /// documentation.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">No answer, an answer that cannot be read, or the instrument reports an
    /// error.</exception>
    public ValueTask<T> QueryAsync<T>(string query, Func<string, T> read, CancellationToken cancellationToken) =>
        QueryAsync(query, takes: default, read, cancellationToken);

    /// <summary>Sends a query whose answer takes long, and reads it.</summary>
    /// <param name="query">The query.</param>
    /// <param name="takes">Time that the instrument needs for it, beyond the usual.</param>
    /// <param name="read">Reads the answer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">As
    /// <see cref="QueryAsync{T}(string, Func{string, T}, CancellationToken)"/>.</exception>
    public ValueTask<T> QueryAsync<T>(string query, Duration takes, Func<string, T> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        return RepeatAsync(async () => read(await QueryOnceAsync(query, takes, cancellationToken).ConfigureAwait(false)));
    }

    /// <summary>Sends a query and returns its answer; a fault is not followed by another attempt.</summary>
    /// <param name="query">The query.</param>
    /// <param name="takes">Time that the instrument needs for it, beyond the usual.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">No answer, or the instrument reports an error.</exception>
    public async ValueTask<string> QueryOnceAsync(string query, Duration takes, CancellationToken cancellationToken)
    {
        (string answer, int events) = await ExchangeAsync(query, query, cancellationToken, takes).ConfigureAwait(false);
        IReadOnlyList<InstrumentError> errors = manners.Acknowledgement?.RefusalIn(answer) is { } refusal
            ? [refusal]
            : await ErrorsOfAsync(events, cancellationToken).ConfigureAwait(false);
        return errors.Count == 0 ? answer : throw Refused(errors, query);
    }

    /// <summary>Sends several queries of one moment and reads their answers: in one message where the instrument takes that, one
    /// after another otherwise.</summary>
    /// <param name="queries">The queries, each with one answer that holds no semicolon.</param>
    /// <param name="read">Reads the answers, in the order of the queries.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">As
    /// <see cref="QueryAsync{T}(string, Func{string, T}, CancellationToken)"/>.</exception>
    public ValueTask<T> QueryAllAsync<T>(
        IReadOnlyList<string> queries, Func<IReadOnlyList<string>, T> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(read);
        string joined = string.Join(';', queries);
        return RepeatAsync(async () =>
        {
            if (manners.TakesSeveralQueries)
            {
                string answer = await QueryOnceAsync(joined, default, cancellationToken).ConfigureAwait(false);
                string[] parts = answer.Split(';', StringSplitOptions.TrimEntries);
                return parts.Length == queries.Count ? read(parts) : throw BadAnswer(answer, joined, $"{queries.Count} answers");
            }

            var answers = new List<string>(queries.Count);
            foreach (string query in queries.SkipLast(1))
            {
                answers.Add(await AskCleanAsync(query, query, default, cancellationToken).ConfigureAwait(false));
            }

            answers.Add(await QueryOnceAsync(queries[^1], default, cancellationToken).ConfigureAwait(false));
            return read(answers);
        });
    }

    /// <summary>Sends a query and reads its answer as one number.</summary>
    /// <exception cref="InstrumentException">Over range or not measured (<see cref="InstrumentFault.Overflow"/>), not a number
    /// (<see cref="InstrumentFault.BadAnswer"/>), or no answer.</exception>
    public ValueTask<double> QueryNumberAsync(string query, CancellationToken cancellationToken) =>
        QueryAsync(query, answer => ReadNumber(answer, query), cancellationToken);

    /// <summary>Sends a query whose answer is <c>0</c> or <c>1</c>.</summary>
    /// <exception cref="InstrumentException">Another answer, or none.</exception>
    public ValueTask<bool> QuerySwitchAsync(string query, CancellationToken cancellationToken) =>
        QueryAsync(
            query,
            answer => answer.Trim() switch
            {
                "1" or "ON" => true,
                "0" or "OFF" => false,
                _ => throw BadAnswer(answer, query, "0 or 1"),
            },
            cancellationToken);

    /// <summary>Reads a number out of an answer.</summary>
    /// <exception cref="InstrumentException">SCPI's infinity or NaN, or not a number at all.</exception>
    public double ReadNumber(string answer, string query)
    {
        if (!double.TryParse(answer, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            || !double.IsFinite(value))
        {
            throw BadAnswer(
                answer, query, UnitOf(answer) is { } unit ? $"a plain number; the unit '{unit}' follows it" : "a number");
        }

        double magnitude = Math.Abs(value);
        if (magnitude >= ScpiInfinity * (1 - 1e-6))
        {
            bool overRange = magnitude < (ScpiInfinity + ScpiNotANumber) / 2;
            throw new InstrumentException(
                InstrumentFault.Overflow,
                overRange ? "The reading is over range" : "The instrument has no reading",
                $"{Name}, {query} answered {answer.Trim()}",
                overRange
                    ? "Choose a larger range or reduce the signal."
                    : "Check that the quantity is switched on and measured.");
        }

        return value;
    }

    private static string? UnitOf(string answer)
    {
        string text = answer.Trim();
        int digits = text.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
        string unit = text[digits..].Trim();
        return digits > 0 && unit.Length is > 0 and <= 6
            && unit.All(letter => char.IsLetter(letter) || letter is '%' or '/' or '°')
            && double.TryParse(text[..digits], NumberStyles.Float, CultureInfo.InvariantCulture, out _)
                ? unit
                : null;
    }
}
