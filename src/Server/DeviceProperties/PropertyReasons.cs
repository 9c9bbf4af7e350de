namespace Dukou.Server.DeviceProperties;

/// <summary>Why a report or a property call came to nothing, beyond what holds for every uplink.</summary>
static class PropertyReasons
{
    public static readonly Reason ProductGone = new("property.product_gone",
        "The device's product {product} does not exist any more.",
        "设备所属产品 {product} 已不存在。",
        "Create the product again or register the device under another one.",
        "请重新创建该产品，或将设备注册到其他产品下。");
}
