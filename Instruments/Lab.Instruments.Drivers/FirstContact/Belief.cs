using Lab.Benches;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.FirstContact;

/// <summary>One thing that a driver believes of its instrument and that a query can show without changing anything.</summary>
/// <remarks>A belief is asked in a message of its own. Nothing that sets, triggers or clears is one: no <c>:READ?</c>, no
/// <c>*ESR?</c>.</remarks>
public sealed record Belief
{
    private static readonly Duration UsualTime = Duration.FromSeconds(1);

    /// <summary>The query.</summary>
    public required string Query { get; init; }

    /// <summary>The quantity of the answer, as the subject of a sentence.</summary>
    public required string Tells { get; init; }

    /// <summary>The form of the answer.</summary>
    public required AnswerForm Form { get; init; }

    /// <summary>The line of the table in the README of the driver's folder, by its first cell.</summary>
    public required string Line { get; init; }

    /// <summary>The value that the driver works with, by the instrument's settings, in the form's spelling;
    /// <see langword="null"/> where any will do.</summary>
    public Func<SettingValues, string>? Wanted { get; init; }

    /// <summary>Values that the instrument has from the factory, or at power-on: nobody left them behind.</summary>
    public IReadOnlyList<string> Usual { get; init; } = [];

    /// <summary>The command that opening sends to bring the wanted value about; <see langword="null"/> where the driver relies on
    /// the value without setting it.</summary>
    public Func<SettingValues, string>? SetBy { get; init; }

    /// <summary>Whether some models, options or firmware do not know the query, and the driver does without it.</summary>
    public bool IsOptional { get; init; }

    /// <summary>The setting whose value stands in the place of <c>#</c> in query and command: the channel of an instrument with
    /// several; <see langword="null"/> where there is no such place.</summary>
    public string? ChannelKey { get; init; }

    /// <summary>The longest time that the answer is expected to take.</summary>
    public Duration Longest { get; init; } = UsualTime;

    /// <summary>The belief about the channel that an instrument's settings choose.</summary>
    /// <param name="settings">The settings.</param>
    public Belief At(SettingValues settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (ChannelKey is null)
        {
            return this;
        }

        string channel = settings.Get<string>(ChannelKey);
        return this with
        {
            Query = Query.Replace("#", channel, StringComparison.Ordinal),
            SetBy = SetBy is { } set ? given => set(given).Replace("#", channel, StringComparison.Ordinal) : null,
        };
    }

    /// <summary>A value that is read and not set at opening, such as a set-point.</summary>
    public static Belief Read(string query, string tells, AnswerForm form, string line) =>
        new() { Query = query, Tells = tells, Form = form, Line = line };

    /// <summary>A value that the driver relies on and does not set.</summary>
    public static Belief ReliedOn(string query, string wanted, string tells, AnswerForm form, string line) =>
        Read(query, tells, form, line) with { Wanted = _ => wanted };

    /// <summary>A value that opening sets.</summary>
    /// <param name="header">The header, which a query follows with a question mark and the command with a blank and the
    /// value.</param>
    /// <param name="wanted">The value.</param>
    /// <param name="tells">The quantity of the answer.</param>
    /// <param name="form">The form of the answer.</param>
    /// <param name="line">The line of the table.</param>
    public static Belief SetAtOpening(string header, string wanted, string tells, AnswerForm form, string line) =>
        SetAtOpening(header, _ => wanted, tells, form, line);

    /// <summary>A value that opening sets by the instrument's settings.</summary>
    /// <inheritdoc cref="SetAtOpening(string, string, string, AnswerForm, string)" path="/param"/>
    public static Belief SetAtOpening(
        string header, Func<SettingValues, string> wanted, string tells, AnswerForm form, string line) =>
        Read($"{header}?", tells, form, line) with { Wanted = wanted, SetBy = settings => $"{header} {wanted(settings)}" };
}
