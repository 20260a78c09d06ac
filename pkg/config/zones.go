package config

import (
	"strings"
	"sync"

	"github.com/seed-ccfc8abe/nps/pkg/suggest"
)

// zoneNames are the zones that hints and completion offer: names of the IANA time
// zone database, at least one for each large country and each offset in use. Every
// other name of that database is understood as well; Go cannot list them.
var zoneNames = sync.OnceValue(func() []string {
	return strings.Fields(`UTC
Africa/Accra Africa/Addis_Ababa Africa/Algiers Africa/Cairo Africa/Casablanca Africa/Dar_es_Salaam
Africa/Harare Africa/Johannesburg Africa/Kampala Africa/Khartoum Africa/Kinshasa Africa/Lagos
Africa/Luanda Africa/Maputo Africa/Nairobi Africa/Tunis
America/Anchorage America/Argentina/Buenos_Aires America/Asuncion America/Bogota America/Caracas
America/Chicago America/Costa_Rica America/Denver America/Edmonton America/Guatemala America/Guayaquil
America/Halifax America/Havana America/Jamaica America/La_Paz America/Lima America/Los_Angeles
America/Manaus America/Mexico_City America/Montevideo America/New_York America/Panama America/Phoenix
America/Puerto_Rico America/Santiago America/Santo_Domingo America/Sao_Paulo America/St_Johns
America/Tijuana America/Toronto America/Vancouver America/Winnipeg
Asia/Almaty Asia/Amman Asia/Baghdad Asia/Bahrain Asia/Baku Asia/Bangkok Asia/Beirut Asia/Colombo
Asia/Damascus Asia/Dhaka Asia/Dubai Asia/Ho_Chi_Minh Asia/Hong_Kong Asia/Jakarta Asia/Jerusalem
Asia/Kabul Asia/Karachi Asia/Kathmandu Asia/Kolkata Asia/Kuala_Lumpur Asia/Kuwait Asia/Manila
Asia/Muscat Asia/Novosibirsk Asia/Phnom_Penh Asia/Qatar Asia/Riyadh Asia/Seoul Asia/Shanghai
Asia/Singapore Asia/Taipei Asia/Tashkent Asia/Tbilisi Asia/Tehran Asia/Thimphu Asia/Tokyo
Asia/Vladivostok Asia/Yangon Asia/Yekaterinburg Asia/Yerevan
Atlantic/Azores Atlantic/Canary Atlantic/Cape_Verde Atlantic/Reykjavik
Australia/Adelaide Australia/Brisbane Australia/Darwin Australia/Hobart Australia/Melbourne
Australia/Perth Australia/Sydney
Europe/Amsterdam Europe/Athens Europe/Belgrade Europe/Berlin Europe/Bratislava Europe/Brussels
Europe/Bucharest Europe/Budapest Europe/Copenhagen Europe/Dublin Europe/Helsinki Europe/Istanbul
Europe/Kyiv Europe/Lisbon Europe/Ljubljana Europe/London Europe/Luxembourg Europe/Madrid Europe/Minsk
Europe/Moscow Europe/Oslo Europe/Paris Europe/Prague Europe/Riga Europe/Rome Europe/Sofia
Europe/Stockholm Europe/Tallinn Europe/Vienna Europe/Vilnius Europe/Warsaw Europe/Zagreb Europe/Zurich
Indian/Maldives Indian/Mauritius
Pacific/Auckland Pacific/Chatham Pacific/Fiji Pacific/Guam Pacific/Honolulu Pacific/Kiritimati
Pacific/Tongatapu`)
})

// Zones gives the names of often used time zones, for completion.
func Zones() []string { return append([]string(nil), zoneNames()...) }

// zoneHint says how to write the zone that was meant.
func zoneHint(text string) string {
	if near := suggest.Nearest(text, zoneNames()); near != "" {
		return "did you mean " + near + "?"
	}
	var cities []string
	for _, zone := range zoneNames() {
		cities = append(cities, zone[strings.LastIndexByte(zone, '/')+1:])
	}
	if near := suggest.Nearest(text[strings.LastIndexByte(text, '/')+1:], cities); near != "" {
		for i, city := range cities {
			if city == near {
				return "did you mean " + zoneNames()[i] + "?"
			}
		}
	}
	return "write it as Asia/Kolkata, Europe/Berlin or UTC"
}
