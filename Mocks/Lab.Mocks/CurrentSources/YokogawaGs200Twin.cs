using Lab.Mocks.Rough;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.CurrentSources.YokogawaGs200Twin>]

namespace Lab.Mocks.CurrentSources;

/// <summary>Twin of the Yokogawa GS200 as a current source.</summary>
public sealed class YokogawaGs200Twin : YokogawaSourceTwin, IShippedTwin
{
    /// <summary>Creates the twin.</summary>
    public YokogawaGs200Twin(TwinContext context)
        : base(context)
    {
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "yokogawa-gs200",
        Rough = RoughCatalog.YokogawaGs200,
        Create = context => new YokogawaGs200Twin(context),
    };
}
