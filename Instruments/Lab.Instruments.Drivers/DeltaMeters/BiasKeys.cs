using Lab.Benches;
using Lab.Instruments.DeltaMeters;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.DeltaMeters;

/// <summary>The keys of a bench file for the sweep of the differential resistance.</summary>
internal static class BiasKeys
{
    private const string From = "bias_from";
    private const string To = "bias_to";
    private const string Step = "bias_step";
    private const string Change = "bias_change";

    public static IReadOnlyList<SettingKey> All { get; } =
    [
        SettingKey.Quantity<Current>(
            From, Current.FromAmperes(-10e-6), "First bias of a sweep of the differential resistance."),
        SettingKey.Quantity<Current>(To, Current.FromAmperes(10e-6), "Last bias of the sweep."),
        SettingKey.Positive<Current>(Step, Current.FromAmperes(1e-6), "Step of the bias."),
        SettingKey.Positive<Current>(
            Change, Current.FromAmperes(1e-6), "By how much the current changes to either side of each bias."),
    ];

    public static BiasSweep Of(SettingValues settings) => new(
        settings.Get<Current>(From), settings.Get<Current>(To), settings.Get<Current>(Step), settings.Get<Current>(Change));
}
